package io.penstock.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;

/** Kafka's own broker and controller, a cluster of one within this process. */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE = 1;
  private static final int LARGEST_RECORD = 12 * 1024 * 1024;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts the broker and returns when it takes requests.
   *
   * @param dir keeps logs and metadata; formatted on first use
   * @param host to listen on, and as which the broker makes itself known
   * @param port to listen on; 0 takes a free one
   * @throws PortTakenException if the port belongs to another process
   * @throws StartException if the broker does not come up
   */
  public static EmbeddedKafka start(Path dir, String host, int port) {
    int brokerPort = Ports.choose(host, port);
    try {
      format(Files.createDirectories(dir));
      KafkaRaftServer server =
          new KafkaRaftServer(new KafkaConfig(settings(dir, host, brokerPort)), Time.SYSTEM);
      server.startup();
      LostMarkers.write(host + ":" + brokerPort);
      return new EmbeddedKafka(server, host + ":" + brokerPort);
    } catch (Exception e) {
      throw new StartException("Kafka did not start in " + dir + ": " + e.getMessage(), e);
    }
  }

  /** Host and port, as clients want it for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path dir) throws Exception {
    if (Files.exists(dir.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(dir.toString())
          .setMetadataLogDirectory(dir.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          // Version 1 can tear a transaction when a producer is fenced in the middle of it.
          .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
          .run();
    }
  }

  private static Map<String, String> settings(Path dir, String host, int port) throws IOException {
    int controllerPort = Ports.choose(host, 0);
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@" + host + ":" + controllerPort);
    settings.put(
        "listeners",
        "CLIENTS://" + host + ":" + port + ",CONTROLLER://" + host + ":" + controllerPort);
    settings.put("advertised.listeners", "CLIENTS://" + host + ":" + port);
    settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", dir.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.putAll(aloneAndSmall());
    settings.putAll(quick());
    return settings;
  }

  /** One node holds everything, on a machine that has other work to do. */
  private static Map<String, String> aloneAndSmall() {
    return Map.ofEntries(
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // Dead-letter topics take larger records than the broker's default of 1 MiB.
        Map.entry("replica.fetch.max.bytes", Integer.toString(LARGEST_RECORD)),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"));
  }

  /**
   * What latency depends on. The sweep for orphaned transactions keeps its default of ten seconds:
   * at one second it ran before the group coordinator had loaded after a kill, and its abort marker
   * was lost there, so that the offsets of that transaction stayed undecided for ever.
   */
  private static Map<String, String> quick() {
    return Map.of(
        // A lone developer need not wait for further members of a new group.
        "group.initial.rebalance.delay.ms", "0",
        // The default of 20 taxes every transaction that follows another at once.
        "add.partitions.to.txn.retry.backoff.ms", "1");
  }
}
