package io.penstock.ingest.commands;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.RecordSizes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * The first answer to an idempotency key, as it is kept.
 *
 * @param fingerprint of the request that was answered
 * @param body empty where it was too long to keep: the same commands are then sent again, and the
 *     ledger answers them as it did
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoredAnswer(
    String fingerprint, int status, Map<String, String> headers, String body) {

  /** Longest body that fits into a Kafka record with some room. */
  private static final int MAX_BODY_BYTES = RecordSizes.MOST_ANSWER_CHARS;

  public static StoredAnswer of(String fingerprint, Answer answer) {
    boolean fits = answer.body().getBytes(StandardCharsets.UTF_8).length <= MAX_BODY_BYTES;
    return new StoredAnswer(
        fingerprint, answer.status(), answer.headers(), fits ? answer.body() : "");
  }

  /** As it was kept in the topic. */
  public static StoredAnswer of(IdempotentAnswer kept) {
    return new StoredAnswer(
        kept.getFingerprint(), kept.getStatus(), kept.getHeaders(), kept.getBody());
  }

  /** Remembers what was asked where the outcome is not known yet; the final answer replaces it. */
  public static StoredAnswer undecided(String fingerprint) {
    return new StoredAnswer(fingerprint, 0, Map.of(), "");
  }

  public boolean isFinal() {
    return status != 0;
  }

  public boolean isWhole() {
    return !body.isEmpty();
  }

  public Answer answer() {
    return Answer.decided(status, headers, body);
  }

  public IdempotentAnswer toRecord(Clock clock) {
    return IdempotentAnswer.newBuilder()
        .setFingerprint(fingerprint)
        .setStatus(status)
        .setHeaders(headers)
        .setBody(body)
        .setAnsweredAtMs(clock.millis())
        .build();
  }
}
