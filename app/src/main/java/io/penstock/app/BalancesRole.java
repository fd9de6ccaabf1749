package io.penstock.app;

import io.penstock.topologies.balances.BalancesSettings;
import io.penstock.topologies.balances.BalancesTopology;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** The ledger engine: decides every transfer, exactly once. */
final class BalancesRole implements Role {
  private final StreamsRunner runner;

  BalancesRole(Surroundings surroundings) {
    runner =
        new StreamsRunner(
            settings(surroundings.config()),
            builder -> BalancesTopology.build(builder, surroundings.partitions()),
            surroundings.meters());
  }

  @Override
  public String name() {
    return "balances";
  }

  @Override
  public void start() {
    runner.start();
  }

  @Override
  public boolean isReady() {
    return runner.isReady();
  }

  @Override
  public boolean isAlive() {
    return runner.isAlive();
  }

  @Override
  public void close() {
    runner.close();
  }

  private static Properties settings(PenstockConfig config) {
    Properties settings =
        new BalancesSettings(
                config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
                config.get(Setting.SCHEMA_REGISTRY_URL),
                config.path(Setting.STATE_DIR),
                config.number(Setting.STREAMS_THREADS),
                config.number(Setting.STANDBY_REPLICAS),
                config.millis(Setting.COMMIT_INTERVAL_MS).toMillis(),
                config.find(Setting.INSTANCE_ID).orElse(null))
            .properties();
    settings.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(config.replicationFactor()));
    return settings;
  }
}
