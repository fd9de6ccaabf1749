package io.penstock.embedded.kafka;

import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.StartException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;

/** Kafka's own broker and controller within this process: alone, or one node of a cluster. */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int MIB = 1024 * 1024;
  private static final int LARGEST_RECORD = 12 * MIB;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts the broker and returns when it takes requests. One that was killed may lack markers of
   * transactions: see {@link LostMarkers}.
   *
   * @param dir keeps logs and metadata; formatted on first use
   * @param host to listen on, and as which the broker makes itself known
   * @param port to listen on; 0 takes a free one
   * @throws PortTakenException if the port belongs to another process
   * @throws StartException if the broker does not come up
   */
  public static EmbeddedKafka start(Path dir, String host, int port) {
    return start(dir, host, port, Map.of());
  }

  /**
   * The same with further settings of the broker.
   *
   * @param further by their names in Kafka; they come before ours
   */
  public static EmbeddedKafka start(Path dir, String host, int port, Map<String, String> further) {
    // Kafka has to be told both before it begins, and listens only when it has read its logs.
    try (ReservedPort clients = ReservedPort.reserve(host, port);
        ReservedPort controller = ReservedPort.reserve(host, 0)) {
      return start(dir, BrokerNode.alone(host, clients.port(), controller.port()), further);
    }
  }

  /**
   * Starts one node of a cluster and returns when it takes requests, for which it needs more than
   * half of the nodes: start them side by side.
   *
   * @param dir keeps logs and metadata of this node; formatted on first use
   * @throws PortTakenException if the port belongs to another process
   * @throws StartException if the broker does not come up
   */
  public static EmbeddedKafka start(Path dir, BrokerNode node) {
    return start(dir, node, Map.of());
  }

  private static EmbeddedKafka start(Path dir, BrokerNode node, Map<String, String> further) {
    String address = node.host() + ":" + Ports.choose(node.host(), node.port());
    try {
      format(Files.createDirectories(dir), node);
      Map<String, String> settings = settings(dir, node);
      settings.putAll(further);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, address);
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

  private static void format(Path dir, BrokerNode node) throws Exception {
    if (Files.exists(dir.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(node.id())
          .setClusterId(clusterId(node))
          .addDirectory(dir.toString())
          .setMetadataLogDirectory(dir.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          // Version 1 can tear a transaction when a producer is fenced in the middle of it.
          .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
          .run();
    }
  }

  /** The nodes of a cluster must agree on its name before they have met. */
  private static String clusterId(BrokerNode node) {
    if (node.isAlone()) {
      return Uuid.randomUuid().toString();
    }
    UUID named = UUID.nameUUIDFromBytes(node.voters().getBytes(StandardCharsets.UTF_8));
    return new Uuid(named.getMostSignificantBits(), named.getLeastSignificantBits()).toString();
  }

  private static Map<String, String> settings(Path dir, BrokerNode node) {
    String clients = "CLIENTS://" + node.host() + ":" + node.port();
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(node.id()));
    settings.put("controller.quorum.voters", node.voters());
    settings.put(
        "listeners", clients + ",CONTROLLER://" + node.host() + ":" + node.controllerPort());
    settings.put("advertised.listeners", clients);
    settings.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENTS");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", dir.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.putAll(durable(node));
    settings.putAll(small());
    settings.putAll(quick());
    settings.putAll(soonBack(node));
    return settings;
  }

  /** One of three nodes may be lost and nothing acknowledged is. */
  private static Map<String, String> durable(BrokerNode node) {
    String replicas = Integer.toString(node.replicas());
    String inSync = Integer.toString(node.replicasInSync());
    return Map.ofEntries(
        Map.entry("default.replication.factor", replicas),
        Map.entry("min.insync.replicas", inSync),
        Map.entry("offsets.topic.replication.factor", replicas),
        Map.entry("transaction.state.log.replication.factor", replicas),
        Map.entry("transaction.state.log.min.isr", inSync),
        Map.entry("share.coordinator.state.topic.replication.factor", replicas),
        Map.entry("share.coordinator.state.topic.min.isr", inSync),
        Map.entry("unclean.leader.election.enable", "false"),
        // Who was away for longer finds its place again, instead of an alarm (docs/adr/0034).
        Map.entry("offsets.retention.minutes", Long.toString(Duration.ofDays(3650).toMinutes())));
  }

  /** For a machine that has other work to do. */
  private static Map<String, String> small() {
    return Map.ofEntries(
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        // Dead-letter topics take larger records than the broker's default of 1 MiB.
        Map.entry("replica.fetch.max.bytes", Integer.toString(LARGEST_RECORD)),
        Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 * MIB)),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"));
  }

  /** What latency depends on. */
  private static Map<String, String> quick() {
    return Map.of(
        // A lone developer need not wait for further members of a new group.
        "group.initial.rebalance.delay.ms", "0",
        // The default of 20 taxes every transaction that follows another at once.
        "add.partitions.to.txn.retry.backoff.ms", "1");
  }

  /** How soon it is back after a kill, or another takes its place (docs/adr/0035). */
  private static Map<String, String> soonBack(BrokerNode node) {
    Map<String, String> settings = new HashMap<>();
    // A controller lets a killed broker back in when the session of its former life is over.
    settings.put("broker.session.timeout.ms", node.isAlone() ? "3000" : "6000");
    settings.put("broker.heartbeat.interval.ms", "500");
    // After a kill the last segment of each partition is read again, those of offsets and
    // transactions whole.
    settings.put("log.segment.bytes", Integer.toString(64 * MIB));
    settings.put("log.index.size.max.bytes", Integer.toString(MIB));
    settings.put("offsets.topic.segment.bytes", Integer.toString(4 * MIB));
    settings.put("transaction.state.log.segment.bytes", Integer.toString(4 * MIB));
    settings.put("log.cleaner.backoff.ms", "5000");
    if (!node.isAlone()) {
      // A lone broker keeps the default of ten seconds: at one the sweep ran before the group
      // coordinator had loaded after a kill, and its markers were lost (docs/adr/0013).
      settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }
    return settings;
  }
}
