package io.penstock.app.cli;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka and which registry a command asks; by default those of `penstock up` here. */
public final class ClusterOption {
  private static final String LOCAL_KAFKA = "127.0.0.1:9092";
  private static final String LOCAL_REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7";

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int CONNECT_MILLIS = 1_500;
  private static final String WHAT_TO_DO =
      "; start it, or name the right one with --kafka or " + Setting.KAFKA_BOOTSTRAP_SERVERS.key();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Kafka brokers; without it PENSTOCK_KAFKA_BOOTSTRAP_SERVERS, or " + LOCAL_KAFKA + ".")
  private @Nullable String kafka;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description =
          "Schema registry; without it PENSTOCK_SCHEMA_REGISTRY_URL, or " + LOCAL_REGISTRY + ".")
  private @Nullable String registry;

  public String kafka() {
    return kafka != null
        ? kafka
        : config.read().find(Setting.KAFKA_BOOTSTRAP_SERVERS).orElse(LOCAL_KAFKA);
  }

  public String registry() {
    return registry != null
        ? registry
        : config.read().find(Setting.SCHEMA_REGISTRY_URL).orElse(LOCAL_REGISTRY);
  }

  /** Does what needs the cluster; one that is away is a failure that people can act on. */
  public <T> T ask(Supplier<T> question) {
    requireAnswer(kafka());
    try {
      return question.get();
    } catch (KafkaException e) {
      throw new CommandFailure("Kafka at " + kafka() + " cannot be used: " + reason(e), e);
    } catch (RegistryUnavailableException e) {
      throw new CommandFailure(
          e.getMessage()
              + "; start it, or name the right one with --registry or "
              + Setting.SCHEMA_REGISTRY_URL.key(),
          e);
    }
  }

  /** The settings that it looks into. */
  PenstockConfig settings() {
    return config.read();
  }

  private static String reason(KafkaException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * Whether Kafka answers at all: found out sooner than its clients would give up, and in words.
   *
   * @param servers {@code host:port}, separated by commas
   * @throws ConfigException if they are not written so
   * @throws CommandFailure if none of them answers as a broker within some seconds
   */
  private static void requireAnswer(String servers) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> obstacles = new ArrayList<>();
    for (InetSocketAddress server : parse(servers)) {
      String obstacle = obstacle(server, deadline);
      if (obstacle == null) {
        requireBroker(servers, deadline);
        return;
      }
      obstacles.add(obstacle);
    }
    throw new CommandFailure(
        "Kafka at " + servers + " is away: " + String.join(", ", obstacles) + WHAT_TO_DO);
  }

  private static List<InetSocketAddress> parse(String servers) {
    List<InetSocketAddress> parsed = new ArrayList<>();
    for (String server : servers.split(",", -1)) {
      String text = server.strip();
      int colon = text.lastIndexOf(':');
      String port = text.substring(colon + 1);
      if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
        throw new ConfigException(
            "Kafka brokers: '%s' is not HOST:PORT (several with commas between them)"
                .formatted(text));
      }
      parsed.add(new InetSocketAddress(text.substring(0, colon), Integer.parseInt(port)));
    }
    return parsed;
  }

  /** Why it cannot be reached; null if it can. */
  private static @Nullable String obstacle(InetSocketAddress server, long deadline) {
    String name = server.getHostString() + ":" + server.getPort();
    if (server.isUnresolved()) {
      return "no host is known as " + server.getHostString();
    }
    int left = Math.toIntExact(Math.max(1, millisTo(deadline)));
    try (Socket socket = new Socket()) {
      socket.connect(server, Math.min(CONNECT_MILLIS, left));
      return null;
    } catch (SocketTimeoutException e) {
      return "no connection to " + name;
    } catch (IOException e) {
      return "nothing listens at " + name;
    }
  }

  private static void requireBroker(String servers, long deadline) {
    int left = Math.toIntExact(Math.max(1_000, millisTo(deadline)));
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", servers,
            "client.id", "penstock-probe",
            "request.timeout.ms", left,
            "default.api.timeout.ms", left);
    Admin admin = Admin.create(settings);
    try {
      var _ = admin.describeCluster().clusterId().get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new CommandFailure(
          "something listens at "
              + servers
              + " and does not answer as Kafka does; look after the broker, or name another with"
              + " --kafka or "
              + Setting.KAFKA_BOOTSTRAP_SERVERS.key(),
          e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private static long millisTo(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }
}
