package io.penstock.ingest.commands;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.RecordSizes;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a POST is answered with.
 *
 * @param headers the ones that belong to it: Content-Type, Location, Consistency-Token
 * @param decided it is final, and every repeat gets it again
 */
public record Answer(int status, Map<String, String> headers, String body, boolean decided) {
  public static final String LOCATION = "Location";
  public static final String CONTENT_TYPE = "Content-Type";
  public static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  public static Answer decided(int status, Map<String, String> headers, String body) {
    return new Answer(status, headers, body, true);
  }

  /** The first answer to an idempotency key, again. */
  public static Answer of(IdempotentAnswer kept) {
    return decided(kept.getStatus(), kept.getHeaders(), kept.getBody());
  }

  /**
   * As it is kept: without a body that is too long. The same commands are then sent again, and the
   * ledger answers them as it did.
   *
   * @param fingerprint of the request that was answered
   */
  public IdempotentAnswer toRecord(String fingerprint, long nowMs) {
    boolean fits = body.getBytes(UTF_8).length <= RecordSizes.MOST_ANSWER_CHARS;
    return new IdempotentAnswer(fingerprint, status, headers, fits ? body : "", nowMs);
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body, decided);
  }
}
