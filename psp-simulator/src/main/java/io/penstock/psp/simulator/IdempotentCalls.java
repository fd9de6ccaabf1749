package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.StateFile;
import io.penstock.psp.simulator.state.StripeError;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** Answers a call that comes again with its idempotency key as it was answered first. */
final class IdempotentCalls {
  private static final long KEPT_MS = Duration.ofHours(24).toMillis();

  private static final int MAX_KEY_LENGTH = 255;

  private final MVMap<String, String> answers;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  IdempotentCalls(StateFile file) {
    this.answers = file.map("idempotency");
    forgetOld();
  }

  /**
   * An answer.
   *
   * @param replayed whether it was given before
   */
  record Answer(int status, String body, boolean replayed) {}

  /** The key that a call names, which has 255 characters at most. */
  static @Nullable String key(@Nullable String named) {
    if (named != null && named.length() > MAX_KEY_LENGTH) {
      throw StripeError.invalid(
          "Idempotency keys can have up to 255 characters; this one has " + named.length() + ".");
    }
    return named;
  }

  /** Runs a call while no other has its key; one that does is refused with 409. */
  <T> T alone(@Nullable String key, Supplier<T> call) {
    if (key == null) {
      return call.get();
    }
    if (!underWay.add(key)) {
      throw StripeError.of(
          409,
          "idempotency_error",
          "idempotency_key_in_use",
          "There is currently another in-progress request using this idempotency key.");
    }
    try {
      return call.get();
    } finally {
      underWay.remove(key);
    }
  }

  /** The first answer to this key, or the work's own; within {@link StateFile#change} only. */
  Answer answer(@Nullable String key, String digest, Supplier<ObjectNode> work) {
    if (key == null) {
      return run(work);
    }
    String known = answers.get(key);
    if (known == null) {
      return remember(key, digest, work);
    }
    ObjectNode first = Json.read(known);
    if (!Json.text(first, "digest").equals(digest)) {
      throw StripeError.of(
          400,
          "idempotency_error",
          null,
          "Keys for idempotent requests can only be used with the same parameters they were first"
              + " used with.");
    }
    return new Answer(first.get("status").intValue(), Json.text(first, "body"), true);
  }

  private Answer remember(String key, String digest, Supplier<ObjectNode> work) {
    Answer answer = run(work);
    ObjectNode kept = Json.object();
    kept.put("digest", digest).put("status", answer.status()).put("body", answer.body());
    kept.put("at_ms", System.currentTimeMillis());
    answers.put(key, Json.write(kept));
    return answer;
  }

  /** A refusal of what was tried is an answer; one of what made no sense is not. */
  private static Answer run(Supplier<ObjectNode> work) {
    try {
      return new Answer(200, Json.write(work.get()), false);
    } catch (StripeError e) {
      if (e.isExecuted()) {
        return new Answer(e.status(), Json.write(e.body()), false);
      }
      throw e;
    }
  }

  private void forgetOld() {
    long before = System.currentTimeMillis() - KEPT_MS;
    Cursor<String, String> cursor = answers.cursor(null);
    while (cursor.hasNext()) {
      String key = cursor.next();
      if (Json.read(cursor.getValue()).get("at_ms").longValue() < before) {
        answers.remove(key);
      }
    }
  }
}
