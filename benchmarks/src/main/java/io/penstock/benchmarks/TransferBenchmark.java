package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.topologies.TopologySettings;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Single-step transfers from Avro command on the topic to committed outcome, beside a topology that
 * passes records of 64 bytes through: same broker, same settings, same run, load generator
 * included.
 */
public final class TransferBenchmark {
  private static final int PASS_BYTES = 64;
  private static final int LATENCY_SECONDS = 10;

  private final Workload work;
  private final Path directory;
  private final Consumer<String> progress;
  private final Traffic traffic;
  private final SchemaRegistry registry = SchemaRegistry.at("memory://benchmark");

  /**
   * A benchmark.
   *
   * @param directory an empty one, for the broker and the state
   * @param progress takes a line at each step
   */
  public TransferBenchmark(Workload work, Path directory, Consumer<String> progress) {
    this.work = work;
    this.traffic = new Traffic(work);
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param passThroughPerSecond records a second through the yardstick
   * @param transfersPerSecond committed transfers a second
   * @param ratio of the two
   * @param latencyRate at which latency was measured, transfers a second
   * @param latency from producing the command to reading its committed outcome, microseconds
   */
  public record Result(
      long passThroughPerSecond,
      long transfersPerSecond,
      double ratio,
      long latencyRate,
      Percentiles latency) {}

  /** Runs all of it; takes a minute or two. */
  public Result run() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), "localhost", 0);
        KafkaProducer<String, SpecificRecord> commands = commandProducer(kafka)) {
      BenchTopics.create(kafka.bootstrapServers(), work.partitions());
      Load load = new Load(kafka, work.partitions());
      long passThrough = passThrough(kafka, load);
      try (RunningStream _ = startLedger(kafka)) {
        openAccounts(load, commands);
        transferAll(load, commands, "warm-up");
        long transfers = transferAll(load, commands, "measured");
        long rate = transfers / 2;
        Percentiles latency = paced(load, commands, rate);
        return new Result(passThrough, transfers, (double) transfers / passThrough, rate, latency);
      }
    }
  }

  private long passThrough(EmbeddedKafka kafka, Load load) {
    Properties settings =
        ledgerSettings(kafka)
            .properties(BalancesTopology.APPLICATION_ID, BalancesTopology.DEAD_LETTERS);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-pass-through");
    var bytes = Serdes.ByteArray();
    try (RunningStream _ =
            RunningStream.start(
                settings,
                builder ->
                    builder.stream(BenchTopics.IN, Consumed.with(bytes, bytes).withName("read-in"))
                        .to(BenchTopics.OUT, Produced.with(bytes, bytes).withName("send-out")));
        var producer =
            new KafkaProducer<>(
                Load.producerSettings(kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      byte[] value = new byte[PASS_BYTES];
      int records = work.transfers() * 2;
      IntConsumer send =
          i ->
              Load.send(
                  producer,
                  new ProducerRecord<>(BenchTopics.IN, i % work.partitions(), null, value));
      load.timed(BenchTopics.OUT, records, send);
      long rate = load.timed(BenchTopics.OUT, records, send);
      progress.accept("pass-through: " + rate + " records/s");
      return rate;
    }
  }

  private long transferAll(Load load, KafkaProducer<String, SpecificRecord> commands, String run) {
    Random random = new Random(work.seed());
    long rate =
        load.timed(
            TRANSFER_OUTCOMES.name(),
            work.transfers(),
            i -> Load.send(commands, traffic.transfer(run + "-" + i, random)));
    progress.accept(run + ": " + rate + " transfers/s");
    return rate;
  }

  /** How long each transfer takes to its committed outcome. */
  private Percentiles paced(Load load, KafkaProducer<String, SpecificRecord> commands, long rate) {
    Random random = new Random(work.seed());
    Percentiles all =
        load.paced(
            TRANSFER_OUTCOMES.name(),
            rate,
            LATENCY_SECONDS,
            i -> Load.send(commands, traffic.transfer("paced-" + i, random)),
            outcome ->
                Integer.parseInt(
                    outcome.key().substring("paced-".length(), outcome.key().indexOf('#'))));
    progress.accept("latency at " + rate + "/s: p99 " + all.p99() / 1_000 + " ms");
    return all;
  }

  private void openAccounts(Load load, KafkaProducer<String, SpecificRecord> commands) {
    int accounts = work.accounts();
    load.timed(ACCOUNT_OUTCOMES.name(), accounts, i -> Load.send(commands, traffic.opening(i)));
    load.timed(TRANSFER_OUTCOMES.name(), accounts, i -> Load.send(commands, traffic.funding(i)));
    progress.accept(work.accounts() + " accounts opened and funded");
  }

  private RunningStream startLedger(EmbeddedKafka kafka) {
    return RunningStream.start(
        ledgerSettings(kafka)
            .properties(BalancesTopology.APPLICATION_ID, BalancesTopology.DEAD_LETTERS),
        builder -> BalancesTopology.build(builder, work.partitions()));
  }

  private TopologySettings ledgerSettings(EmbeddedKafka kafka) {
    return new TopologySettings(
        kafka.bootstrapServers(),
        "memory://benchmark",
        directory.resolve("state"),
        work.threads(),
        0,
        (short) 1,
        work.commitIntervalMs(),
        10_000,
        null);
  }

  private KafkaProducer<String, SpecificRecord> commandProducer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        Load.producerSettings(kafka), new StringSerializer(), new AvroSerializer(registry));
  }
}
