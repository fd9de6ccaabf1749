package io.penstock.app.bench;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Progress;
import io.penstock.benchmarks.Percentiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wallet payments over HTTP at an even rate: each waits for its outcome, as a shop would. */
final class HttpPayments {
  private static final int PAYERS = 100;
  private static final int MERCHANTS = 10;
  private static final int WARM_UP_SECONDS = 15;
  private static final long FUNDING_MINOR = 1_000_000_000L;
  private static final int CREATED = 201;
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final ApiClient api;
  private final int rate;
  private final Progress progress;

  HttpPayments(ApiClient api, int rate, Progress progress) {
    this.api = api;
    this.rate = rate;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param latency of those that succeeded, from when a payment was due to be sent, microseconds
   * @param failed how many did not succeed
   */
  record Result(Percentiles latency, int failed) {}

  /**
   * Warms up, then measures.
   *
   * @throws CommandFailure if not one payment succeeds
   */
  Result run(int seconds) throws InterruptedException {
    openAccounts();
    progress.tell("warming up over HTTP");
    // What was just started runs slowly at first: under the full rate it would only pile up.
    for (int part = 4; part >= 1; part /= 2) {
      var _ = pay("warm-up-" + part, Math.max(1, rate / part), WARM_UP_SECONDS);
    }
    Result measured = pay("measured", rate, seconds);
    progress.tell("over HTTP at " + rate + "/s: p99 " + measured.latency().p99() / 1_000 + " ms");
    return measured;
  }

  private void openAccounts() {
    for (int i = 0; i < PAYERS; i++) {
      create("accounts", "open-payer-" + i, account("payer-" + i, "wallet"));
      create(
          "transfers",
          "fund-" + i,
          json()
              .put("debit_account_id", "world:USD")
              .put("credit_account_id", "payer-" + i)
              .put("amount", FUNDING_MINOR));
    }
    for (int i = 0; i < MERCHANTS; i++) {
      create("accounts", "open-merchant-" + i, account("merchant-" + i, "merchant"));
    }
  }

  private static ObjectNode account(String id, String type) {
    return json().put("account_id", id).put("owner_id", id).put("type", type);
  }

  private static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put("currency", "USD");
  }

  private void create(String path, String key, ObjectNode body) {
    ApiAnswer answer = api.write("POST", path(path), body, key, WAIT);
    if (answer.status() != CREATED) {
      throw new CommandFailure(path + ": " + answer.error());
    }
  }

  private Result pay(String run, int perSecond, int seconds) throws InterruptedException {
    int count = Math.multiplyExact(perSecond, seconds);
    long[] took = new long[count];
    AtomicInteger succeeded = new AtomicInteger();
    AtomicReference<@Nullable ApiAnswer> failure = new AtomicReference<>();
    long start = System.nanoTime();
    try (ExecutorService shops = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        // From when it was due: a sender that falls behind must not flatter.
        long due = start + i * 1_000_000_000L / perSecond;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        int number = i;
        shops.execute(
            () -> {
              ApiAnswer answer =
                  api.write("POST", path("payments"), payment(number), run + "-" + number, WAIT);
              if (answer.status() == CREATED) {
                took[succeeded.getAndIncrement()] = System.nanoTime() - due;
              } else {
                failure.compareAndSet(null, answer);
              }
            });
      }
    }
    int failed = count - succeeded.get();
    ApiAnswer first = failure.get();
    if (failed > 0) {
      progress.tell(failed + " failed, one of them: " + (first == null ? "-" : first.error()));
    }
    if (failed == count) {
      throw new CommandFailure("no payment succeeded");
    }
    return new Result(Percentiles.of(Arrays.copyOf(took, succeeded.get())), failed);
  }

  private static ObjectNode payment(int number) {
    ObjectNode body =
        json()
            .put("payer_account_id", "payer-" + number % PAYERS)
            .put("merchant_id", "merchant-" + number % MERCHANTS)
            .put("amount", 1 + number % 100);
    body.putObject("payment_method").put("type", "wallet");
    return body;
  }
}
