package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.PAYMENT_EVENTS;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.payments.PaymentRules.WithoutVerdict;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.topologies.TopologySettings;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Whole wallet payments, from Avro command on the topic to the committed event that says succeeded:
 * held, screened, posted, in the ledger. Broker, three topologies and load generator share the
 * machine.
 */
public final class PaymentBenchmark {
  private static final int MERCHANTS = 100;

  /** A payment's first event need not be decoded: it succeeds in none. */
  private static final String FIRST = Keys.version("", 1);

  /** A flood waits in topics for longer than a customer would. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Workload work;
  private final FraudRules rules;
  private final Path directory;
  private final Consumer<String> progress;
  private final PaymentTraffic traffic;
  private final SchemaRegistry registry = SchemaRegistry.at("memory://benchmark");
  private final AvroDeserializer events = new AvroDeserializer(registry);

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
    this.traffic = new PaymentTraffic(work, MERCHANTS);
  }

  /**
   * What was measured.
   *
   * @param paymentsPerSecond committed payments a second
   * @param latencyRate at which latency was measured, payments a second
   * @param latency from producing the command to reading that it succeeded, microseconds
   */
  public record Result(long paymentsPerSecond, long latencyRate, Percentiles latency) {}

  /** Runs all of it; takes a minute or two. */
  public Result run(int latencySeconds) {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "localhost", 0);
        KafkaProducer<String, SpecificRecord> commands =
            new KafkaProducer<>(
                Load.producerSettings(kafka),
                new StringSerializer(),
                new AvroSerializer(registry))) {
      BenchTopics.create(kafka.bootstrapServers(), work.partitions());
      Load load = new Load(kafka, work.partitions());
      try (RunningStream _ = startBalances(kafka);
          RunningStream _ = startFraud(kafka);
          RunningStream _ = startPayments(kafka)) {
        openAccounts(load, commands);
        payAll(load, commands, "warm-up");
        long payments = payAll(load, commands, "measured");
        long rate = payments / 2;
        Percentiles latency = paced(load, commands, rate, latencySeconds);
        return new Result(payments, rate, latency);
      }
    }
  }

  private void openAccounts(Load load, KafkaProducer<String, SpecificRecord> commands) {
    Traffic ledger = new Traffic(work);
    int payers = work.accounts();
    load.timed(ACCOUNT_OUTCOMES.name(), payers, i -> Load.send(commands, ledger.opening(i)));
    load.timed(TRANSFER_OUTCOMES.name(), payers, i -> Load.send(commands, ledger.funding(i)));
    load.timed(ACCOUNT_OUTCOMES.name(), MERCHANTS, i -> Load.send(commands, traffic.merchant(i)));
    progress.accept(payers + " payers and " + MERCHANTS + " merchants opened");
  }

  private long payAll(Load load, KafkaProducer<String, SpecificRecord> commands, String run) {
    Random random = new Random(work.seed());
    long rate =
        load.timed(
            PAYMENT_EVENTS.name(),
            work.transfers(),
            i -> Load.send(commands, traffic.payment(run + "-" + i, random)),
            this::hasSucceeded);
    progress.accept(run + ": " + rate + " payments/s");
    return rate;
  }

  private Percentiles paced(
      Load load, KafkaProducer<String, SpecificRecord> commands, long rate, int seconds) {
    Random random = new Random(work.seed());
    Percentiles all =
        load.paced(
            PAYMENT_EVENTS.name(),
            rate,
            seconds,
            i -> Load.send(commands, traffic.payment("paced-" + i, random)),
            record ->
                hasSucceeded(record)
                    ? Integer.parseInt(
                        record.key().substring("paced-".length(), record.key().indexOf('#')))
                    : -1);
    progress.accept("latency at " + rate + "/s: p99 " + all.p99() / 1_000 + " ms");
    return all;
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

  private RunningStream startBalances(EmbeddedKafka kafka) {
    return start(
        kafka,
        BalancesTopology.APPLICATION_ID,
        BalancesTopology.DEAD_LETTERS,
        builder -> BalancesTopology.build(builder, work.partitions()));
  }

  private RunningStream startFraud(EmbeddedKafka kafka) {
    return start(
        kafka,
        FraudTopology.APPLICATION_ID,
        FraudTopology.DEAD_LETTERS,
        builder ->
            FraudTopology.build(builder, work.partitions(), rules, new SimpleMeterRegistry()));
  }

  private RunningStream startPayments(EmbeddedKafka kafka) {
    PaymentRules patient = PaymentRules.DEFAULT.withVerdictTimeout(PATIENCE, WithoutVerdict.CLOSED);
    return start(
        kafka,
        PaymentsTopology.APPLICATION_ID,
        PaymentsTopology.DEAD_LETTERS,
        builder ->
            PaymentsTopology.build(builder, work.partitions(), patient, new SimpleMeterRegistry()));
  }

  private RunningStream start(
      EmbeddedKafka kafka,
      String applicationId,
      String deadLetters,
      Consumer<StreamsBuilder> topology) {
    var settings =
        new TopologySettings(
            kafka.bootstrapServers(),
            "memory://benchmark",
            directory.resolve("state"),
            work.threads(),
            0,
            (short) 1,
            work.commitIntervalMs(),
            10_000,
            null);
    return RunningStream.start(settings.properties(applicationId, deadLetters), topology);
  }
}
