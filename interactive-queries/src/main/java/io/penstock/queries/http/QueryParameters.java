package io.penstock.queries.http;

import io.javalin.http.Context;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.schemas.Ids;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The query parameters of a request, strictly read: each known, given once and well formed. */
final class QueryParameters {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 500;
  private static final int LONGEST_NAME = 64;
  private static final long MAX_WAIT_MS = 60_000;

  private final Map<String, List<String>> values;

  /**
   * @throws ProblemException 400 for a parameter that is not among the known ones
   */
  QueryParameters(Context ctx, Set<String> known) {
    this(ctx, known::contains);
  }

  /**
   * @param prefix of further ones, which ends in a character that no other name has
   * @throws ProblemException 400 for a parameter that is not among the known ones
   */
  QueryParameters(Context ctx, Set<String> known, String prefix) {
    this(ctx, name -> known.contains(name) || name.startsWith(prefix));
  }

  private QueryParameters(Context ctx, Predicate<String> known) {
    values = ctx.queryParamMap();
    values.forEach(
        (name, given) -> {
          if (!known.test(name)) {
            throw malformed(
                "unknown_parameter", shown(name), "There is no parameter of this name here.");
          }
          if (given.size() > 1) {
            throw malformed(
                "repeated_parameter", shown(name), "The parameter is given more than once.");
          }
        });
  }

  /** What a request was sent with. */
  static ConsistencyToken token(Context request, int partitions) {
    String header = request.header(ConsistencyToken.HEADER);
    return header == null ? ConsistencyToken.NONE : ConsistencyToken.parse(header, partitions);
  }

  private static String shown(String name) {
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /**
   * The parameters whose name begins so, by the rest of it.
   *
   * @param most of them
   * @param longestRest most characters of the rest
   * @param longest most characters of a value
   * @throws ProblemException 400 for more, for longer ones and for an empty rest
   */
  Map<String, String> allWith(String prefix, int most, int longestRest, int longest) {
    Map<String, String> found = new TreeMap<>();
    for (String name : values.keySet()) {
      if (name.startsWith(prefix)) {
        String rest = name.substring(prefix.length());
        String field = prefix + "KEY";
        if (rest.isEmpty() || rest.length() > longestRest || found.size() == most) {
          throw malformed(
              "malformed_metadata",
              field,
              "At most " + most + " keys of 1 to " + longestRest + " characters are expected.");
        }
        found.put(rest, text(name, field, longest).orElse(""));
      }
    }
    return found;
  }

  /**
   * @param longest most characters
   * @throws ProblemException 400 for a longer one
   */
  Optional<String> text(String name, int longest) {
    return text(name, name, longest);
  }

  private Optional<String> text(String name, String field, int longest) {
    Optional<String> text = text(name);
    if (text.filter(given -> given.length() > longest).isPresent()) {
      throw malformed("parameter_too_long", field, "At most " + longest + " characters are taken.");
    }
    return text;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  String required(String name) {
    return text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> malformed("missing_parameter", name, "The parameter is required."));
  }

  Optional<String> id(String name) {
    return text(name).map(text -> validId(name, text));
  }

  /** An id of the path or the query. */
  static String validId(String name, String id) {
    if (!Ids.isValid(id)) {
      throw malformed("malformed_id", name, "An id is " + Ids.RULE + '.');
    }
    return id;
  }

  int limit() {
    return limit(DEFAULT_LIMIT, MAX_LIMIT);
  }

  int limit(int otherwise, int most) {
    return (int) number("limit", otherwise, 1, most);
  }

  /**
   * The constants that are named, with commas between them and in any case; empty: none is.
   *
   * @throws ProblemException 400 for one that does not exist
   */
  <E extends Enum<E>> List<E> constants(String name, Class<E> type) {
    return text(name).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(text -> constant(name, text.strip(), type))
        .distinct()
        .toList();
  }

  private static <E extends Enum<E>> E constant(String name, String text, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                malformed(
                    "malformed_" + name,
                    name,
                    "One or more of these are expected, with commas between them: "
                        + Arrays.stream(type.getEnumConstants())
                            .map(Json::lowerCase)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  Duration patience() {
    return Duration.ofMillis(number("wait_ms", 0, 0, MAX_WAIT_MS));
  }

  private long number(String name, long otherwise, long least, long most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw malformed(
        "malformed_" + name,
        name,
        "A whole number from " + least + " to " + most + " is expected.");
  }

  /** The day in UTC, as 2026-01-31, of a time or of itself. */
  Optional<String> firstDay(String name) {
    return text(name)
        .map(text -> LocalDate.ofInstant(startOf(name, text), ZoneOffset.UTC).toString());
  }

  /** The first day that begins at or after a time, or the day itself. */
  Optional<String> dayBehind(String name) {
    return text(name)
        .map(
            text ->
                LocalDate.ofInstant(
                        startOf(name, text).plus(Duration.ofDays(1)).minusNanos(1), ZoneOffset.UTC)
                    .toString());
  }

  private static Instant startOf(String name, String text) {
    return text.length() == "2026-01-31".length()
        ? parsed(name, text + "T00:00:00Z")
        : parsed(name, text);
  }

  /** Milliseconds since the epoch of the last millisecond that is not after the time. */
  Optional<Long> timeRoundedDown(String name) {
    return text(name).map(text -> parsed(name, text).toEpochMilli());
  }

  /** Milliseconds since the epoch of the first millisecond that is not before the time. */
  Optional<Long> timeRoundedUp(String name) {
    return text(name)
        .map(
            text -> {
              Instant time = parsed(name, text);
              long milliseconds = time.toEpochMilli();
              return Instant.ofEpochMilli(milliseconds).isBefore(time)
                  ? milliseconds + 1
                  : milliseconds;
            });
  }

  private static Instant parsed(String name, String text) {
    try {
      Instant time = Instant.parse(text);
      var _ = time.toEpochMilli();
      return time;
    } catch (DateTimeParseException | ArithmeticException e) {
      throw malformed(
          "malformed_time",
          name,
          "An RFC 3339 time in UTC is expected, for example 2026-01-31T09:30:00Z.");
    }
  }

  static ProblemException malformed(String code, String field, String detail) {
    return new ProblemException(Problem.ofField(400, code, field, detail));
  }
}
