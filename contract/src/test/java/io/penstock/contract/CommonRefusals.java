package io.penstock.contract;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** What every command is refused for alike, and what it answers before it is decided. */
record CommonRefusals(Caller caller) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String KEY = "a-key-of-another-request";
  private static final int MIB = 1024 * 1024;

  /** Uses the key up that {@link #of} sends again. */
  CommonRefusals open() {
    caller.post("/accounts/no-account/freeze", "{}", "Idempotency-Key", KEY);
    return this;
  }

  /**
   * @param json that the call takes, whatever it then answers
   */
  void of(String path, String json) {
    of("POST", path, json);
  }

  void of(String method, String path, String json) {
    String body = json.replace('\'', '"');
    caller.send(method, path, "{\"no_such_member\": 1}");
    caller.send(method, path + "?no_such_parameter=1", body);
    caller.send(method, path, body, "Idempotency-Key", "");
    caller.send(method, path, body, "Content-Type", "text/plain");
    caller.send(method, path, body, "Idempotency-Key", KEY);
    caller.send(method, path, " ".repeat((path.endsWith("/batch") ? 8 : 1) * MIB + 1));
    untilItRuns(method, path, body);
  }

  /** A repeat while the first still runs: two at once, until one of them was late. */
  private void untilItRuns(String method, String path, String body) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String key = UUID.randomUUID().toString();
              var one = caller.later(method, path, body, "Idempotency-Key", key);
              var other = caller.later(method, path, body, "Idempotency-Key", key);
              return one.join().status() == 409 || other.join().status() == 409;
            });
  }

  /** Asks for it anew until it is not decided at once. */
  void untilTaken(String path, Supplier<String> json) {
    untilTaken("POST", path, json);
  }

  void untilTaken(String method, String path, Supplier<String> json) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String body = json.get().replace('\'', '"');
              return caller.send(method, path, body, "Prefer", "wait=0").status() == 202;
            });
  }
}
