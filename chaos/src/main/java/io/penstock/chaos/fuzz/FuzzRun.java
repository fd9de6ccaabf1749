package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.fuzz.WireRequest.Ending;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends odd requests to a running Penstock whose accounts of this seed nobody else touches, and
 * then compares what moved with what was asked for and accepted.
 */
public final class FuzzRun {
  private static final int SENDERS = 16;
  private static final int FUNDS = 1_000_000;
  private static final int MOST_FAULTS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MS = 200;
  private static final Set<String> MOVING = Set.of("initiated", "refund_initiated");

  private final URI api;
  private final long seed;
  private final int requests;
  private final Consumer<String> tell;
  private final RawHttp http;
  private final Ids ids;
  private final AcceptedRequests books = new AcceptedRequests();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Queue<WireRequest> unsettled = new ConcurrentLinkedQueue<>();
  private final SortedMap<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
  private final AtomicLong slowest = new AtomicLong();

  /**
   * @param tell takes a line now and then
   */
  public FuzzRun(URI api, long seed, int requests, Consumer<String> tell) {
    this.api = api;
    this.seed = seed;
    this.requests = requests;
    this.tell = tell;
    this.http = new RawHttp(api);
    this.ids = new Ids("f" + seed + "-");
  }

  /** Sends all, waits for what is under way, and compares. */
  public FuzzReport run() throws IOException, InterruptedException {
    try (PlainApi plain = new PlainApi(api)) {
      ApiCalls calls = new ApiCalls(plain.get("/openapi.json"));
      AnswerRules rules =
          new AnswerRules(Set.copyOf(plain.get("/problems").findValuesAsText("code")));
      Map<String, BigDecimal> given = prepare(plain);
      RequestMaker maker = new RequestMaker(calls, ids, seed);
      long begin = System.nanoTime();
      sendAll(maker, rules);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      tell.accept(unsettled.size() + " requests without a last answer are asked again");
      inParallel(List.copyOf(unsettled), request -> settle(request, rules));
      compare(plain, given);
      faults.addAll(books.faults());
      return report(took);
    }
  }

  private Map<String, BigDecimal> prepare(PlainApi plain) throws IOException, InterruptedException {
    Map<String, BigDecimal> given = new TreeMap<>();
    for (String account : ids.funded()) {
      open(plain, account, "wallet");
      plain.post(
          "/transfers",
          "fund-" + account,
          """
          {"debit_account_id": "world:USD", "credit_account_id": "%s", "amount": %d, "currency": "USD"}
          """
              .formatted(account, FUNDS));
      given.put(account, BigDecimal.valueOf(FUNDS));
    }
    for (String account : ids.shops()) {
      open(plain, account, "merchant");
    }
    return given;
  }

  private static void open(PlainApi plain, String account, String type)
      throws IOException, InterruptedException {
    plain.post(
        "/accounts",
        "open-" + account,
        """
        {"account_id": "%s", "owner_id": "%s", "type": "%s", "currency": "USD"}
        """
            .formatted(account, Ids.owner(account), type));
  }

  private void sendAll(RequestMaker maker, AnswerRules rules) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    int tenth = Math.max(1, requests / 10);
    inParallel(
        Collections.nCopies(SENDERS, next),
        _ -> {
          for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
            send(maker.at(n), rules);
            if ((n + 1) % tenth == 0) {
              tell.accept((n + 1) + " requests, " + faults.size() + " faults");
            }
          }
        });
  }

  /** Whether that was its last answer. */
  private boolean send(WireRequest request, AnswerRules rules) {
    List<WireAnswer> answers;
    try {
      answers = http.send(request);
    } catch (IOException e) {
      fault(request, String.valueOf(e.getMessage()));
      answers = List.of();
    }
    if (request.ending() != Ending.READS) {
      count(0);
      if (request.ending() == Ending.LEAVES && isWrite(request)) {
        unsettled.add(request.read());
      }
      return false;
    }
    if (answers.isEmpty()) {
      fault(request, "no answer");
    }
    for (WireAnswer answer : answers) {
      count(answer.status());
      slowest.accumulateAndGet(answer.took().toMillis(), Math::max);
      rules.fault(request, answer).ifPresent(what -> fault(request, what + ": " + text(answer)));
      if (answer.status() >= 200 && answer.status() < 300 && isWrite(request)) {
        books.accepted(request, answer);
      }
    }
    // One of two sent at once may find the other at work.
    boolean isLast = !answers.isEmpty() && !isOpen(answers.getLast());
    if (!isLast && isWrite(request)) {
      unsettled.add(request.read());
    }
    return isLast;
  }

  private static boolean isWrite(WireRequest request) {
    return !Set.of("GET", "HEAD", "OPTIONS", "TRACE").contains(request.method())
        && !request.call().path().equals("/settlement-reports");
  }

  /** Whether more may come of it: taken but not decided, or nobody knows. */
  private static boolean isOpen(WireAnswer answer) {
    JsonNode body = AnswerRules.json(answer.body());
    boolean inBatch = false;
    for (JsonNode result : body.path("results")) {
      int status = result.path("status").asInt();
      inBatch |= status == 202 || status >= 500;
    }
    return inBatch
        || answer.status() == 202
        || answer.status() >= 500
        || body.path("code").asText().equals("request_in_progress");
  }

  private void settle(WireRequest request, AnswerRules rules) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    // What is still open is kept for later again, which is now.
    while (!send(request, rules)) {
      if (System.nanoTime() > deadline) {
        fault(request, "has no last answer after " + PATIENCE.toSeconds() + " s");
        return;
      }
      pause();
    }
  }

  /** Looks again while something moves: a credit lands some milliseconds behind its debit. */
  private void compare(PlainApi plain, Map<String, BigDecimal> given)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    awaitPayments(plain, deadline);
    Set<String> accounts = new TreeSet<>(ids.funded());
    accounts.addAll(ids.shops());
    accounts.addAll(ids.others());
    accounts.addAll(books.accounts());
    List<String> differences = new BalanceComparison(plain, books, given).differences(accounts);
    while (!differences.isEmpty() && System.nanoTime() < deadline) {
      pause();
      differences = new BalanceComparison(plain, books, given).differences(accounts);
    }
    faults.addAll(differences);
  }

  private void awaitPayments(PlainApi plain, long deadline)
      throws IOException, InterruptedException {
    for (String id : books.payments()) {
      while (isMoving(plain.get("/payments/" + id))) {
        if (System.nanoTime() > deadline) {
          faults.add("payment " + id + " does not end");
          return;
        }
        pause();
      }
    }
  }

  private static boolean isMoving(JsonNode payment) {
    String status = payment.path("status").asText();
    return MOVING.contains(status)
        || (status.equals("pending") && !payment.path("capture").asText().equals("manual"));
  }

  private FuzzReport report(Duration took) {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.get()));
    return new FuzzReport(
        seed,
        requests,
        requests * 1_000L / Math.max(1, took.toMillis()),
        books.transfers().size(),
        books.payments().size(),
        slowest.get(),
        counts,
        faults.stream().limit(MOST_FAULTS).toList());
  }

  private void count(int status) {
    statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
  }

  private void fault(WireRequest request, String what) {
    faults.add(request + ": " + what);
  }

  private static String text(WireAnswer answer) {
    String text = new String(answer.body(), UTF_8);
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> void inParallel(List<T> work, Consumer<T> each) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      List<Future<?>> all = new ArrayList<>();
      for (T one : work) {
        all.add(threads.submit(() -> each.accept(one)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender failed", e.getCause());
    }
  }
}
