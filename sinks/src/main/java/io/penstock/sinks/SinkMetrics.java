package io.penstock.sinks;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.http.ProblemCatalogue;
import io.penstock.schemas.http.ProblemCatalogue.Entry;
import io.penstock.sinks.FactReader.Fact;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a sink has done and how far behind it is, and what happened to payments, counted from
 * committed facts as this instance writes them. What is read again (offsets set back) counts again.
 * Counted by one thread.
 */
final class SinkMetrics implements MeterBinder {
  private static final String NONE = "none";
  private static final String OTHER = "other";

  /** An hour at most lies between two attempts. */
  private static final Duration SILENT_AFTER = Duration.ofHours(2);

  private static final int MOST_OWED = 100_000;

  private static final Duration[] BUCKETS =
      Stream.of(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
  private final Counter rows = counter("rows", "Rows inserted or updated");
  private final Counter batches = counter("batches", "SQL transactions committed");
  private final Counter deadLetters = counter("dead.letters", "Records that cannot be written");
  private final Counter backOffs = counter("back.offs", "Waits for something that was away");
  private final Counter fenced = counter("fenced", "Batches dropped for another instance");
  private final AtomicLong lag = new AtomicLong();

  /** By name and tags: to find a meter here takes a fraction of what it takes in the registry. */
  private final Map<List<Object>, Counter> counters = new HashMap<>();

  private final Map<List<Object>, Timer> timers = new HashMap<>();

  /** Payments that owe a refund for fraud, by their id, and when one last said so. */
  private final Map<String, Long> owedRefunds = new ConcurrentHashMap<>();

  private Counter counter(String name, String description) {
    return Counter.builder("penstock.sink." + name).description(description).register(meters);
  }

  /** A batch is committed: so many rows and dead letters, made of these facts. */
  void written(int rowsOfBatch, int deadLettersOfBatch, List<Fact> facts) {
    rows.increment(rowsOfBatch);
    deadLetters.increment(deadLettersOfBatch);
    batches.increment();
    for (Fact fact : facts) {
      switch (fact.value()) {
        case TransferOutcome transfer -> count(transfer);
        case PaymentEvent event -> count(event, requireNonNull(event.getPayment()));
        case FraudVerdict verdict -> count(verdict);
        case ReconciliationResult result -> count(result);
        default -> {}
      }
    }
  }

  void backedOff() {
    backOffs.increment();
  }

  void fenced() {
    fenced.increment();
  }

  void behind(long records) {
    lag.set(records);
  }

  long lag() {
    return lag.get();
  }

  private void count(PaymentEvent event, Payment payment) {
    countOwed(payment);
    Funding funding = payment.getCreation().getFunding();
    PaymentStatus status = payment.getStatus();
    increment(
        "penstock.payments.events",
        "What happened to payments",
        List.of(
            "type",
            event.getType(),
            "status",
            status,
            "funding",
            funding,
            "psp",
            psp(payment.getPsp())));
    switch (event.getType()) {
      case SUCCEEDED, FAILED, FLAGGED_FRAUD, CANCELLED ->
          timer(List.of("status", status, "funding", funding))
              .record(sinceCreation(event, payment));
      case REFUND_STARTED -> countRefund(event, payment, RefundStatus.PENDING);
      case REFUND_SUCCEEDED -> countRefund(event, payment, RefundStatus.SUCCEEDED);
      case REFUND_FAILED -> countRefund(event, payment, RefundStatus.FAILED);
      case INITIATED,
          AUTHORIZED,
          CAPTURE_STARTED,
          RELEASE_STARTED,
          COMPENSATION_STARTED,
          REVERSED,
          OUTCOME_UNKNOWN,
          NOTED,
          REFUSED,
          REPEATED -> {}
    }
  }

  /** Each of them speaks whenever it is tried again, so that what is silent has gone elsewhere. */
  private void countOwed(Payment payment) {
    if (payment.getFraudRefund() == null) {
      owedRefunds.remove(payment.getPaymentId());
    } else if (owedRefunds.size() < MOST_OWED) {
      owedRefunds.put(payment.getPaymentId(), System.nanoTime());
    }
  }

  private int owedRefunds() {
    long now = System.nanoTime();
    owedRefunds.values().removeIf(said -> now - said > SILENT_AFTER.toNanos());
    return owedRefunds.size();
  }

  private void countRefund(PaymentEvent event, Payment payment, RefundStatus status) {
    boolean automatic =
        payment.getRefunds().stream()
            .filter(refund -> refund.getRefundId().equals(event.getRefundId()))
            .anyMatch(refund -> refund.getAutomatic());
    increment(
        "penstock.refunds",
        "Refunds that came to stand so",
        List.of("status", status, "psp", psp(payment.getPsp()), "automatic", automatic));
  }

  /** Of a refused request there is no transfer, and of a repeat no other. */
  private void count(TransferOutcome transfer) {
    String code = transfer.getFailureCode();
    increment(
        "penstock.transfers",
        "Transfers that came to stand so, with the code of those that were declined or reversed",
        List.of(
            "kind",
            transfer.getKind(),
            "status",
            transfer.getStatus(),
            "code",
            code == null ? NONE : ProblemCatalogue.find(code).map(Entry::code).orElse(OTHER)));
  }

  private void count(FraudVerdict verdict) {
    increment(
        "penstock.fraud.verdicts",
        "Verdicts of the screening",
        List.of("decision", verdict.getDecision()));
    verdict
        .getRules()
        .forEach(
            fired ->
                increment(
                    "penstock.fraud.rules.fired",
                    "Fraud rules that fired",
                    List.of("rule", fired.getRule())));
  }

  /** A version that leaves its case's status as it was is none that came to stand so. */
  private void count(ReconciliationResult result) {
    if (result.getStatus() != result.getPreviousStatus()) {
      increment(
          "penstock.reconciliation.results",
          "Cases of the reconciliation that came to stand so",
          List.of("status", result.getStatus(), "psp", psp(result.getPsp())));
    }
  }

  private void increment(String name, String description, List<Object> tags) {
    counters
        .computeIfAbsent(
            List.of(name, tags),
            key ->
                Counter.builder(name).description(description).tags(words(tags)).register(meters))
        .increment();
  }

  private Timer timer(List<Object> tags) {
    return timers.computeIfAbsent(
        tags,
        key ->
            Timer.builder("penstock.payments.duration")
                .description("From a payment's acceptance to its success or end")
                .serviceLevelObjectives(BUCKETS)
                .tags(words(tags))
                .register(meters));
  }

  private static String[] words(List<Object> parts) {
    return parts.stream()
        .map(
            part ->
                part instanceof Enum<?> constant
                    ? constant.name().toLowerCase(Locale.ROOT)
                    : part.toString())
        .toArray(String[]::new);
  }

  private static Duration sinceCreation(PaymentEvent event, Payment payment) {
    return Duration.ofMillis(Math.max(0, event.getOccurredAtMs() - payment.getCreatedAtMs()));
  }

  private static String psp(@Nullable String name) {
    return name == null || name.isEmpty() ? NONE : name;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    meters.add(registry);
    Gauge.builder("penstock.sink.lag", lag, AtomicLong::get)
        .description("Committed records of the owned partitions that are not written yet")
        .baseUnit("records")
        .register(registry);
    Gauge.builder("penstock.fraud.refunds.owed", this, SinkMetrics::owedRefunds)
        .description("Payments whose refund for fraud found late could not be made yet")
        .register(registry);
  }
}
