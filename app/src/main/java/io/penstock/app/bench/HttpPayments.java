package io.penstock.app.bench;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Progress;
import io.penstock.benchmarks.Percentiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** Wallet payments over HTTP at an even rate: each waits for its outcome, as a shop would. */
final class HttpPayments {
  private static final int PAYERS = 100;
  private static final int MERCHANTS = 10;
  private static final int WARM_UP_SECONDS = 15;
  private static final long FUNDING_MINOR = 1_000_000_000L;
  private static final int CREATED = 201;

  private final URI api;
  private final int rate;
  private final Progress progress;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  HttpPayments(URI api, int rate, Progress progress) {
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
  Result run(int seconds) throws IOException, InterruptedException, ExecutionException {
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

  private void openAccounts() throws IOException, InterruptedException {
    for (int i = 0; i < PAYERS; i++) {
      create("/accounts", "open-payer-" + i, account("payer-" + i, "wallet"));
      create(
          "/transfers",
          "fund-" + i,
          """
          {"debit_account_id": "world:USD", "credit_account_id": "payer-%d", "amount": %d, "currency": "USD"}\
          """
              .formatted(i, FUNDING_MINOR));
    }
    for (int i = 0; i < MERCHANTS; i++) {
      create("/accounts", "open-merchant-" + i, account("merchant-" + i, "merchant"));
    }
  }

  private static String account(String id, String type) {
    return """
    {"account_id": "%s", "owner_id": "%s", "type": "%s", "currency": "USD"}\
    """
        .formatted(id, id, type);
  }

  private void create(String path, String key, String body)
      throws IOException, InterruptedException {
    require(http.send(request(path, key, body), BodyHandlers.ofString()));
  }

  private Result pay(String run, int perSecond, int seconds)
      throws InterruptedException, ExecutionException {
    int count = Math.multiplyExact(perSecond, seconds);
    List<CompletableFuture<Answer>> answers = new ArrayList<>(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      // From when it was due: a sender that falls behind must not flatter.
      long due = start + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      answers.add(
          http.sendAsync(payment(run, i), BodyHandlers.ofString())
              .thenApply(answer -> new Answer(answer, System.nanoTime() - due)));
    }
    List<Answer> failures = new ArrayList<>();
    long[] took = new long[count];
    for (int i = 0; i < count; i++) {
      Answer answer = answers.get(i).get();
      if (answer.response().statusCode() == CREATED) {
        took[i - failures.size()] = answer.nanos();
      } else {
        failures.add(answer);
      }
    }
    if (!failures.isEmpty()) {
      progress.tell(failures.size() + " failed, the first: " + failures.getFirst().words());
    }
    if (failures.size() == count) {
      throw new CommandFailure("no payment succeeded");
    }
    return new Result(
        Percentiles.of(Arrays.copyOf(took, count - failures.size())), failures.size());
  }

  private record Answer(HttpResponse<String> response, long nanos) {
    String words() {
      return response.uri().getPath() + " " + response.statusCode() + " " + response.body();
    }
  }

  private HttpRequest payment(String run, int number) {
    String body =
        """
        {"payer_account_id": "payer-%d", "merchant_id": "merchant-%d", "amount": %d, "currency": "USD",
         "payment_method": {"type": "wallet"}}\
        """
            .formatted(number % PAYERS, number % MERCHANTS, 1 + number % 100);
    return request("/payments", run + "-" + number, body);
  }

  private HttpRequest request(String path, String key, String body) {
    return HttpRequest.newBuilder(api.resolve(path))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .header("Prefer", "wait=30")
        .timeout(Duration.ofSeconds(40))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static void require(HttpResponse<String> answer) {
    if (answer.statusCode() != CREATED) {
      throw new CommandFailure(new Answer(answer, 0).words());
    }
  }
}
