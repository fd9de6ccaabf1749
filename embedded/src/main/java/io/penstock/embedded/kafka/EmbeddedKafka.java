package io.penstock.embedded.kafka;

import static java.util.Objects.requireNonNull;

import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;

/** Kafka's own broker and controller within this process: alone, or one node of a cluster. */
public final class EmbeddedKafka implements AutoCloseable {
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

  private static Map<String, String> settings(Path dir, BrokerNode node) throws IOException {
    Properties ofEveryNode = new Properties();
    try (InputStream file =
        requireNonNull(EmbeddedKafka.class.getResourceAsStream("broker.properties"))) {
      ofEveryNode.load(file);
    }
    Map<String, String> settings = new HashMap<>(Utils.propsToStringMap(ofEveryNode));
    String clients = "CLIENTS://" + node.host() + ":" + node.port();
    settings.put("node.id", Integer.toString(node.id()));
    settings.put("controller.quorum.voters", node.voters());
    settings.put(
        "listeners", clients + ",CONTROLLER://" + node.host() + ":" + node.controllerPort());
    settings.put("advertised.listeners", clients);
    settings.put("log.dirs", dir.toString());
    String replicas = Integer.toString(node.replicas());
    settings.put("default.replication.factor", replicas);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    String inSync = Integer.toString(node.replicasInSync());
    settings.put("min.insync.replicas", inSync);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    // A controller lets a killed broker back in when the session of its former life is over.
    settings.put("broker.session.timeout.ms", node.isAlone() ? "3000" : "6000");
    if (!node.isAlone()) {
      // A lone broker keeps the default of ten seconds: at one the sweep ran before the group
      // coordinator had loaded after a kill, and its markers were lost (docs/adr/0013).
      settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }
    return settings;
  }
}
