package io.penstock.queries.http;

/**
 * Times that a list is asked for: from one, inclusive, to another, exclusive, so that periods that
 * follow each other share no row.
 *
 * @param fromMs milliseconds since the epoch
 * @param toMs milliseconds since the epoch
 */
public record Period(long fromMs, long toMs) {

  public static Period of(QueryParameters query) {
    return new Period(
        query.timeRoundedUp("from").orElse(Long.MIN_VALUE),
        query.timeRoundedUp("to").orElse(Long.MAX_VALUE));
  }

  boolean contains(long timeMs) {
    return timeMs >= fromMs && timeMs < toMs;
  }

  boolean hasEnd() {
    return toMs != Long.MAX_VALUE;
  }
}
