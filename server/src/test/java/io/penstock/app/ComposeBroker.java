package io.penstock.app;

import io.penstock.embedded.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Stands in for the container of Kafka: Kafka's own broker at the address that the service's
 * environment makes known, in a process that finds the names of the compose file. It ends at once
 * if it runs with other settings than the environment says.
 */
final class ComposeBroker {
  /** The last thing that it says while it starts. */
  static final String UP = "broker up";

  private static final String PREFIX = "KAFKA_";

  /** What a process of this machine needs not have as a container has it. */
  private static final Set<String> WIRING =
      Set.of(
          "KAFKA_NODE_ID",
          "KAFKA_PROCESS_ROLES",
          "KAFKA_CONTROLLER_QUORUM_VOTERS",
          "KAFKA_CONTROLLER_LISTENER_NAMES",
          "KAFKA_LISTENERS",
          "KAFKA_ADVERTISED_LISTENERS",
          "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
          "KAFKA_INTER_BROKER_LISTENER_NAME",
          "KAFKA_LOG_DIRS");

  private ComposeBroker() {}

  public static void main(String[] args) throws Exception {
    String[] known = addressForClients().split(":", 2);
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of("data"), known[0], Integer.parseInt(known[1]))) {
      requireSettings(kafka.bootstrapServers());
      System.out.println(UP);
      new CountDownLatch(1).await();
    }
  }

  /** Host and port of the listener that brokers use, and clients in the network. */
  private static String addressForClients() {
    String mark = System.getenv("KAFKA_INTER_BROKER_LISTENER_NAME") + "://";
    for (String listener : System.getenv("KAFKA_ADVERTISED_LISTENERS").split(",", -1)) {
      if (listener.startsWith(mark)) {
        return listener.substring(mark.length());
      }
    }
    throw new IllegalStateException("no listener " + mark);
  }

  private static void requireSettings(String bootstrapServers) throws Exception {
    Map<String, String> wanted = new TreeMap<>();
    System.getenv()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX) && !WIRING.contains(key)) {
                wanted.put(property(key), value);
              }
            });
    Map<String, String> found = new TreeMap<>();
    Config broker = brokerConfig(bootstrapServers);
    for (String property : wanted.keySet()) {
      var entry = broker.get(property);
      found.put(property, entry == null ? "unknown" : entry.value());
    }
    if (!wanted.equals(found)) {
      throw new IllegalStateException("the file says " + wanted + ", the broker has " + found);
    }
  }

  private static Config brokerConfig(String bootstrapServers) throws Exception {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return admin.describeConfigs(Set.of(broker)).all().get().values().iterator().next();
    }
  }

  private static String property(String key) {
    return key.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
