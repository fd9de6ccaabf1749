package io.penstock.app.bench;

import io.penstock.app.Penstock;
import io.penstock.app.local.LocalPorts;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.benchmarks.Traffic;
import io.penstock.chaos.checker.Api;
import io.penstock.chaos.world.Child;
import io.penstock.chaos.world.Program;
import io.penstock.embedded.Ports;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
   * @param lostPartitionCommitsAgainMs by partition: from the kill to the next committed entry
   * @param longestMs of them
   */
  record Result(
      long transfersPerSecond, Map<Integer, Long> lostPartitionCommitsAgainMs, long longestMs) {}

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
    Api api = opened.add(new Api(Duration.ofSeconds(5)));
    int[] ports = {Ports.choose(LocalPorts.HOST, 0), Ports.choose(LocalPorts.HOST, 0)};
    Child one = opened.add(ledger("one", kafka, registry, ports[0]));
    Child two = opened.add(ledger("two", kafka, registry, ports[1]));
    await(
        "both to be ready",
        () ->
            isReady(api, one, ports[0])
                && isReady(api, two, ports[1])
                && !lost(admin, one).isEmpty());

    String entries = Topics.LEDGER_ENTRIES.name();
    String opening = Topics.ACCOUNT_BALANCES.name();
    LedgerLoad work =
        opened.add(new LedgerLoad(kafka, registry, new Traffic(accounts, PARTITIONS)));
    try (CommittedWatch openings = new CommittedWatch(kafka, opening, PARTITIONS)) {
      work.open(openings::seen);
      await("the accounts", () -> openings.seen() >= accounts);
    }
    CommittedWatch watch = opened.add(new CommittedWatch(kafka, entries, PARTITIONS));
    Thread sender = Thread.ofPlatform().name("load").start(() -> send(work, watch));
    long perSecond = underLoad(watch);
    Map<Integer, Long> silence = killed(one, lost(admin, one), watch);
    work.stop();
    sender.join();
    return new Result(perSecond, silence, Collections.max(silence.values()));
  }

  private Child ledger(String name, String kafka, String registry, int port) throws IOException {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.KAFKA_BOOTSTRAP_SERVERS, kafka);
    settings.put(Setting.SCHEMA_REGISTRY_URL, registry);
    settings.put(Setting.STANDBY_REPLICAS, "1");
    settings.put(Setting.STREAMS_THREADS, "1");
    settings.put(Setting.INSTANCE_ID, name);
    settings.put(Setting.STATE_DIR, directory.resolve(name).toString());
    settings.put(Setting.HTTP_HOST, LocalPorts.HOST);
    settings.put(Setting.HTTP_PORT, Integer.toString(port));
    return Child.start(
        name,
        new Program(Penstock.class.getName(), System.getProperty("java.class.path"))
            .command(List.of("-XX:+UseParallelGC"), "run", "balances"),
        settings.entrySet().stream()
            .collect(Collectors.toMap(each -> each.getKey().key(), Map.Entry::getValue)),
        directory);
  }

  private static boolean isReady(Api api, Child ledger, int port) throws InterruptedException {
    if (!ledger.isAlive()) {
      throw new CommandFailure(ledger.name() + " has ended; see " + ledger.log());
    }
    return api.isReady(URI.create("http://" + LocalPorts.HOST + ":" + port));
  }

  private void send(LedgerLoad work, CommittedWatch watch) {
    try {
      work.run(watch::seen);
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

  private Map<Integer, Long> killed(Child victim, Set<Integer> lost, CommittedWatch watch)
      throws Exception {
    progress.tell("killing " + victim.name() + ", which has partitions " + lost);
    long killed = System.nanoTime();
    victim.kill();
    watch.mark();
    Map<Integer, Long> silence = new TreeMap<>();
    await(
        "partitions " + lost,
        () -> {
          lost.forEach(
              partition ->
                  watch
                      .wentOn(partition)
                      .ifPresent(
                          time ->
                              silence.putIfAbsent(
                                  partition, TimeUnit.NANOSECONDS.toMillis(time - killed))));
          return silence.keySet().containsAll(lost);
        });
    return silence;
  }

  /** The partitions whose commands an instance decides. */
  private static Set<Integer> lost(Admin admin, Child instance) throws Exception {
    Set<Integer> partitions = new TreeSet<>();
    String group = Readers.BALANCES;
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
