package io.penstock.app.bench;

import io.penstock.app.local.LocalPorts;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Topics;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Two processes share the ledger, each with a standby of the other's state. Under full load one is
 * killed; measured is when the partitions that it had commit again.
 */
final class RecoveryBenchmark {
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long TICK_MS = 20;

  private final int accounts;
  private final Duration load;
  private final Path directory;
  private final Progress progress;

  RecoveryBenchmark(int accounts, Duration load, Path directory, Progress progress) {
    this.accounts = accounts;
    this.load = load;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * @param transfersPerSecond committed before the kill, by both
   * @param silence by partition that was lost: from the kill to the next committed entry
   */
  record Result(long transfersPerSecond, Map<Integer, Duration> silence) {
    Duration longest() {
      return silence.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
  }

  Result run() throws Exception {
    try (Opened opened = new Opened()) {
      return run(opened);
    }
  }

  private Result run(Opened opened) throws Exception {
    // As a cluster has it; this broker is not the one that is killed.
    Map<String, String> sweep =
        Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    String kafka =
        opened
            .add(EmbeddedKafka.start(directory.resolve("kafka"), LocalPorts.HOST, 0, sweep))
            .bootstrapServers();
    String registry =
        opened.add(EmbeddedRegistry.start(directory.resolve("registry"), LocalPorts.HOST, 0)).url();
    Admin admin = opened.add(Admin.create(Map.of("bootstrap.servers", kafka)));
    new TopicSetup(admin).createTopics(PARTITIONS, (short) 1);
    TopicSetup.registerSchemas(registry);
    LedgerProcess one = opened.add(ledger("one", kafka, registry));
    LedgerProcess two = opened.add(ledger("two", kafka, registry));
    await("both to be ready", () -> one.isReady() && two.isReady() && !lost(admin, one).isEmpty());

    String entries = Topics.LEDGER_ENTRIES.name();
    String opening = Topics.ACCOUNT_BALANCES.name();
    LedgerLoad work = opened.add(new LedgerLoad(kafka, registry, PARTITIONS));
    try (CommittedWatch openings = new CommittedWatch(kafka, opening, PARTITIONS)) {
      work.open(accounts, openings::seen);
      await("the accounts", () -> openings.seen() >= accounts);
    }
    CommittedWatch watch = opened.add(new CommittedWatch(kafka, entries, PARTITIONS));
    Thread sender = Thread.ofPlatform().name("load").start(() -> send(work, watch));
    long perSecond = underLoad(watch);
    Map<Integer, Duration> silence = killed(one, lost(admin, one), watch);
    work.stop();
    sender.join();
    return new Result(perSecond, silence);
  }

  private LedgerProcess ledger(String name, String kafka, String registry) throws Exception {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.KAFKA_BOOTSTRAP_SERVERS, kafka);
    settings.put(Setting.SCHEMA_REGISTRY_URL, registry);
    settings.put(Setting.STANDBY_REPLICAS, "1");
    settings.put(Setting.STREAMS_THREADS, "1");
    return LedgerProcess.start(name, directory, ReservedPort.reserve(LocalPorts.HOST, 0), settings);
  }

  private void send(LedgerLoad work, CommittedWatch watch) {
    try {
      work.run(accounts, watch::seen);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A line a second. */
  private long underLoad(CommittedWatch watch) throws InterruptedException {
    long start = System.nanoTime();
    long seconds = 0;
    while (System.nanoTime() - start < load.toNanos()) {
      long before = watch.seen();
      TimeUnit.SECONDS.sleep(1);
      seconds++;
      progress.tell("load %4d s  %,8d transfers/s".formatted(seconds, watch.seen() - before));
    }
    return watch.seen() * 1_000_000_000L / (System.nanoTime() - start);
  }

  private Map<Integer, Duration> killed(
      LedgerProcess victim, Set<Integer> lost, CommittedWatch watch) throws Exception {
    progress.tell("killing " + victim.name() + ", which has partitions " + lost);
    long killed = System.nanoTime();
    victim.kill();
    watch.mark();
    Map<Integer, Duration> silence = new TreeMap<>();
    await(
        "partitions " + lost,
        () -> {
          lost.forEach(
              partition ->
                  watch
                      .wentOn(partition)
                      .ifPresent(
                          time -> silence.putIfAbsent(partition, Duration.ofNanos(time - killed))));
          return silence.keySet().containsAll(lost);
        });
    return silence;
  }

  /** The partitions whose commands an instance decides. */
  private static Set<Integer> lost(Admin admin, LedgerProcess instance) throws Exception {
    Set<Integer> partitions = new TreeSet<>();
    String group = BalancesTopology.APPLICATION_ID;
    for (var description : admin.describeConsumerGroups(List.of(group)).all().get().values()) {
      description.members().stream()
          .filter(member -> member.groupInstanceId().orElse("").startsWith(instance.name()))
          .flatMap(member -> member.assignment().topicPartitions().stream())
          .filter(partition -> partition.topic().equals(Topics.TRANSFERS_REQUESTED.name()))
          .forEach(partition -> partitions.add(partition.partition()));
    }
    return partitions;
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    long start = System.nanoTime();
    long told = 0;
    while (!condition.holds()) {
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      if (seconds > PATIENCE.toSeconds() + accounts / 1_000) {
        throw new CommandFailure(what + ": waited for " + seconds + " s; logs in " + directory);
      }
      if (seconds > told) {
        told = seconds;
        progress.tell("waiting for %s, %d s".formatted(what, seconds));
      }
      TimeUnit.MILLISECONDS.sleep(TICK_MS);
    }
  }
}
