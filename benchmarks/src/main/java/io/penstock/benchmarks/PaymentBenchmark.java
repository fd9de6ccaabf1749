package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.PAYMENT_EVENTS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.payments.PaymentRules.WithoutVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Whole wallet payments, from Avro command on the topic to the committed event that says succeeded:
 * held, screened, posted, in the ledger. Broker, three topologies and load generator share the
 * machine.
 */
public final class PaymentBenchmark {
  /** A payment's first event need not be decoded: it succeeds in none. */
  private static final String FIRST = Keys.version("", 1);

  /** A flood waits in topics for longer than a customer would. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Workload work;
  private final FraudRules rules;
  private final Path directory;
  private final Consumer<String> progress;
  private final Traffic traffic;
  private final AvroDeserializer events = new AvroDeserializer(BenchCluster.REGISTRY);

  /**
   * A benchmark.
   *
   * @param work its transfers are payments, its accounts payers
   * @param rules that each payment is screened by
   * @param directory an empty one, for the broker and the state
   * @param progress takes a line at each step
   */
  public PaymentBenchmark(
      Workload work, FraudRules rules, Path directory, Consumer<String> progress) {
    this.work = work;
    this.rules = rules;
    this.directory = directory;
    this.progress = progress;
    this.traffic = new Traffic(work.accounts(), work.partitions());
  }

  /**
   * What was measured.
   *
   * @param paymentsPerSecond committed payments a second
   * @param latencyRatePerSecond at which latency was measured, payments a second
   * @param latencyUs from producing the command to reading that it succeeded, microseconds
   */
  public record Result(long paymentsPerSecond, long latencyRatePerSecond, Percentiles latencyUs) {}

  /** Runs all of it; takes a minute or two. */
  public Result run(int latencySeconds) {
    try (BenchCluster cluster = new BenchCluster(work, directory);
        KafkaStreams _ = startBalances(cluster);
        KafkaStreams _ = startFraud(cluster);
        KafkaStreams _ = startPayments(cluster)) {
      cluster.openAccounts(traffic);
      var _ =
          cluster.timed(
              ACCOUNT_OUTCOMES, Traffic.MERCHANTS, i -> cluster.send(traffic.merchant(i)));
      progress.accept(work.accounts() + " payers and " + Traffic.MERCHANTS + " merchants opened");
      var _ = payAll(cluster, "warm-up");
      long payments = payAll(cluster, "measured");
      long rate = payments / 2;
      Percentiles latency =
          cluster.paced(PAYMENT_EVENTS, rate, latencySeconds, traffic::payment, this::hasSucceeded);
      progress.accept("latency at " + rate + "/s: p99 " + latency.p99() / 1_000 + " ms");
      return new Result(payments, rate, latency);
    }
  }

  private long payAll(BenchCluster cluster, String run) {
    long rate = cluster.flood(PAYMENT_EVENTS, run, traffic::payment, this::hasSucceeded);
    progress.accept(run + ": " + rate + " payments/s");
    return rate;
  }

  private boolean hasSucceeded(ConsumerRecord<String, byte[]> record) {
    if (record.key().endsWith(FIRST)) {
      return false;
    }
    var event =
        (PaymentEvent)
            Objects.requireNonNull(events.deserialize(record.topic(), record.value()), "event");
    return switch (event.getType()) {
      case SUCCEEDED -> true;
      case CAPTURE_STARTED -> false;
      case PaymentEventType other ->
          throw new IllegalStateException(event.getPaymentId() + ": " + other + event.getCode());
    };
  }

  private KafkaStreams startBalances(BenchCluster cluster) {
    return BenchCluster.start(
        cluster.settings(Readers.BALANCES, Topics.BALANCES_DEAD_LETTERS),
        builder -> BalancesTopology.build(builder, work.partitions()));
  }

  private KafkaStreams startFraud(BenchCluster cluster) {
    return BenchCluster.start(
        cluster.settings(Readers.FRAUD, Topics.FRAUD_DEAD_LETTERS),
        builder ->
            FraudTopology.build(builder, work.partitions(), rules, new SimpleMeterRegistry()));
  }

  private KafkaStreams startPayments(BenchCluster cluster) {
    PaymentRules patient = PaymentRules.DEFAULT.withVerdictTimeout(PATIENCE, WithoutVerdict.CLOSED);
    return BenchCluster.start(
        cluster.settings(Readers.PAYMENTS, Topics.PAYMENTS_DEAD_LETTERS),
        builder ->
            PaymentsTopology.build(builder, work.partitions(), patient, new SimpleMeterRegistry()));
  }
}
