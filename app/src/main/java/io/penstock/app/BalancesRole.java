package io.penstock.app;

import io.penstock.schemas.Topics;
import io.penstock.schemas.streams.StreamsSettings;
import io.penstock.topologies.balances.BalancesTopology;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
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
        StreamsSettings.of(
            "penstock-balances",
            config.get(Setting.SCHEMA_REGISTRY_URL),
            Topics.BALANCES_DEAD_LETTERS);
    settings.put(
        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(Setting.KAFKA_BOOTSTRAP_SERVERS));
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.path(Setting.STATE_DIR).toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.number(Setting.STREAMS_THREADS));
    settings.put(
        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.number(Setting.STANDBY_REPLICAS));
    settings.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(config.replicationFactor()));
    tuneForLatency(settings, config);
    tuneForThroughput(settings);
    tuneForRecovery(settings, config);
    return settings;
  }

  private static void tuneForLatency(Properties settings, PenstockConfig config) {
    settings.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        config.millis(Setting.COMMIT_INTERVAL_MS).toMillis());
    // A poll that finds nothing delays the commit of an open transaction by as much.
    settings.put(StreamsConfig.POLL_MS_CONFIG, 5L);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
  }

  private static void tuneForThroughput(Properties settings) {
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 * 1024);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 5_000);
  }

  /** An orphaned transaction and a silent member both block others until they time out. */
  private static void tuneForRecovery(Properties settings, PenstockConfig config) {
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    // The newer protocol cannot yet update a topology in place (KAFKA-20170).
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config
        .find(Setting.INSTANCE_ID)
        .ifPresent(
            id ->
                settings.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
  }
}
