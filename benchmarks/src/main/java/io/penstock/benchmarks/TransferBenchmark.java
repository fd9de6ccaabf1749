package io.penstock.benchmarks;

import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;

import io.penstock.schemas.Readers;
import io.penstock.schemas.Topics;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
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
  private static final String IN = "bench.in";
  private static final String OUT = "bench.out";
  private static final int LATENCY_SECONDS = 10;

  private final Workload work;
  private final Path directory;
  private final Consumer<String> progress;
  private final Traffic traffic;

  /**
   * A benchmark.
   *
   * @param directory an empty one, for the broker and the state
   * @param progress takes a line at each step
   */
  public TransferBenchmark(Workload work, Path directory, Consumer<String> progress) {
    this.work = work;
    this.traffic = new Traffic(work.accounts(), work.partitions());
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param passThroughPerSecond records a second through the yardstick
   * @param transfersPerSecond committed transfers a second
   * @param ratio of the two
   * @param latencyRatePerSecond at which latency was measured, transfers a second
   * @param latencyUs from producing the command to reading its committed outcome, microseconds
   */
  public record Result(
      long passThroughPerSecond,
      long transfersPerSecond,
      double ratio,
      long latencyRatePerSecond,
      Percentiles latencyUs) {}

  /** Runs all of it; takes a minute or two. */
  public Result run() {
    try (BenchCluster cluster = new BenchCluster(work, directory, IN, OUT)) {
      long passThrough = passThrough(cluster);
      try (KafkaStreams _ =
          BenchCluster.start(
              cluster.settings(Readers.BALANCES, Topics.BALANCES_DEAD_LETTERS),
              builder -> BalancesTopology.build(builder, work.partitions()))) {
        cluster.openAccounts(traffic);
        progress.accept(work.accounts() + " accounts opened and funded");
        var _ = transferAll(cluster, "warm-up");
        long transfers = transferAll(cluster, "measured");
        long rate = transfers / 2;
        // How long each transfer takes to its committed outcome.
        Percentiles latency =
            cluster.paced(TRANSFER_OUTCOMES, rate, LATENCY_SECONDS, traffic::transfer, _ -> true);
        progress.accept("latency at " + rate + "/s: p99 " + latency.p99() / 1_000 + " ms");
        return new Result(passThrough, transfers, (double) transfers / passThrough, rate, latency);
      }
    }
  }

  private long passThrough(BenchCluster cluster) {
    Properties settings = cluster.settings(Readers.BALANCES, Topics.BALANCES_DEAD_LETTERS);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-pass-through");
    var bytes = Serdes.ByteArray();
    try (KafkaStreams _ =
            BenchCluster.start(
                settings,
                builder ->
                    builder.stream(IN, Consumed.with(bytes, bytes).withName("read-in"))
                        .to(OUT, Produced.with(bytes, bytes).withName("send-out")));
        var producer = cluster.producer(new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = new byte[PASS_BYTES];
      int records = work.transfers() * 2;
      IntConsumer send =
          i ->
              BenchCluster.send(
                  producer, new ProducerRecord<>(IN, i % work.partitions(), null, value));
      var _ = cluster.timed(OUT, records, send, _ -> true);
      long rate = cluster.timed(OUT, records, send, _ -> true);
      progress.accept("pass-through: " + rate + " records/s");
      return rate;
    }
  }

  private long transferAll(BenchCluster cluster, String run) {
    long rate = cluster.flood(TRANSFER_OUTCOMES, run, traffic::transfer, _ -> true);
    progress.accept(run + ": " + rate + " transfers/s");
    return rate;
  }
}
