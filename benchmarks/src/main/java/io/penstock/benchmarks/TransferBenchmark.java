package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;

import io.penstock.embedded.EmbeddedKafka;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.topologies.TopologySettings;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single-step transfers from Avro command on the topic to committed outcome, beside a topology that
 * passes records of 64 bytes through: same broker, same settings, same run, load generator
 * included.
 */
public final class TransferBenchmark {
  private static final Logger log = LoggerFactory.getLogger(TransferBenchmark.class);
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
      long passThrough = passThrough(kafka);
      try (RunningStream _ = startLedger(kafka)) {
        openAccounts(kafka, commands);
        transferAll(kafka, commands, "warm-up");
        long transfers = transferAll(kafka, commands, "measured");
        long rate = transfers / 2;
        Percentiles latency = paced(kafka, commands, rate);
        return new Result(passThrough, transfers, (double) transfers / passThrough, rate, latency);
      }
    }
  }

  private long passThrough(EmbeddedKafka kafka) {
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
                producerSettings(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = new byte[PASS_BYTES];
      int records = work.transfers() * 2;
      IntConsumer send =
          i ->
              send(
                  producer,
                  new ProducerRecord<>(BenchTopics.IN, i % work.partitions(), null, value));
      timed(kafka, BenchTopics.OUT, records, send);
      long rate = timed(kafka, BenchTopics.OUT, records, send);
      progress.accept("pass-through: " + rate + " records/s");
      return rate;
    }
  }

  private long transferAll(
      EmbeddedKafka kafka, KafkaProducer<String, SpecificRecord> commands, String run) {
    Random random = new Random(work.seed());
    long rate =
        timed(
            kafka,
            TRANSFER_OUTCOMES.name(),
            work.transfers(),
            i -> send(commands, traffic.transfer(run + "-" + i, random)));
    progress.accept(run + ": " + rate + " transfers/s");
    return rate;
  }

  /** Records a second, from the first send to the last committed result. */
  private long timed(EmbeddedKafka kafka, String topic, int records, IntConsumer send) {
    try (var committed = new CommittedCount(kafka.bootstrapServers(), topic, work.partitions())) {
      long start = System.nanoTime();
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < records; i++) {
                      send.accept(i);
                    }
                  });
      committed.await(records, _ -> {});
      join(sender);
      return Math.round(records / ((System.nanoTime() - start) / 1e9));
    }
  }

  /** Sends at an even rate and notes how long each transfer takes to its committed outcome. */
  private Percentiles paced(
      EmbeddedKafka kafka, KafkaProducer<String, SpecificRecord> commands, long rate) {
    int records = Math.toIntExact(rate * LATENCY_SECONDS);
    long[] sent = new long[records];
    long[] took = new long[records];
    Random random = new Random(work.seed());
    try (var committed =
        new CommittedCount(kafka.bootstrapServers(), TRANSFER_OUTCOMES.name(), work.partitions())) {
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    long start = System.nanoTime();
                    for (int i = 0; i < records; i++) {
                      long due = start + i * 1_000_000_000L / rate;
                      while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                      }
                      // From when it was due: a sender that falls behind must not flatter.
                      sent[i] = due;
                      send(commands, traffic.transfer("paced-" + i, random));
                    }
                  });
      committed.await(
          records,
          outcome -> {
            String key = outcome.key();
            int number = Integer.parseInt(key.substring("paced-".length(), key.indexOf('#')));
            took[number] = System.nanoTime() - sent[number];
          });
      join(sender);
    }
    Percentiles all = Percentiles.of(took);
    progress.accept("latency at " + rate + "/s: p99 " + all.p99() / 1_000 + " ms");
    return all;
  }

  private void openAccounts(EmbeddedKafka kafka, KafkaProducer<String, SpecificRecord> commands) {
    timed(kafka, ACCOUNT_OUTCOMES.name(), work.accounts(), i -> send(commands, traffic.opening(i)));
    timed(
        kafka, TRANSFER_OUTCOMES.name(), work.accounts(), i -> send(commands, traffic.funding(i)));
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
        work.commitIntervalMs(),
        null);
  }

  private KafkaProducer<String, SpecificRecord> commandProducer(EmbeddedKafka kafka) {
    return new KafkaProducer<>(
        producerSettings(kafka), new StringSerializer(), new AvroSerializer(registry));
  }

  private static Map<String, Object> producerSettings(EmbeddedKafka kafka) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        kafka.bootstrapServers(),
        ProducerConfig.LINGER_MS_CONFIG,
        2,
        ProducerConfig.BATCH_SIZE_CONFIG,
        256 * 1024,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4");
  }

  /** A record that cannot be sent shows as one that is never committed. */
  private static <K, V> void send(KafkaProducer<K, V> producer, ProducerRecord<K, V> record) {
    var _ =
        producer.send(
            record,
            (_, failure) -> {
              if (failure != null) {
                log.error("not sent: {}", record.key(), failure);
              }
            });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
