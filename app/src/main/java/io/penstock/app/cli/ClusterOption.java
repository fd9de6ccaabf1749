package io.penstock.app.cli;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka and which registry a command asks; by default those of `penstock up` here. */
public final class ClusterOption {
  private static final String LOCAL_KAFKA = "127.0.0.1:9092";
  private static final String LOCAL_REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7";

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
    BrokerProbe.requireAnswer(kafka());
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
}
