package io.penstock.topologies.reconciliation;

import io.penstock.schemas.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * What the reconciliation topology runs with: exactly once, and in no hurry.
 *
 * @param bootstrapServers of Kafka
 * @param registryUrl of the schema registry
 * @param stateDirectory for local state
 * @param threads that share the partitions
 * @param standbyReplicas further instances that keep a copy of each store
 * @param commitIntervalMs between commits, milliseconds: 100 is quick enough for settlements
 * @param instanceId stable name of the instance, so that a restart keeps its partitions
 */
public record ReconciliationSettings(
    String bootstrapServers,
    String registryUrl,
    Path stateDirectory,
    int threads,
    int standbyReplicas,
    long commitIntervalMs,
    @Nullable String instanceId) {

  /** As Kafka Streams takes them. */
  public Properties properties() {
    Properties settings =
        StreamsSettings.of(
            ReconciliationTopology.APPLICATION_ID,
            registryUrl,
            ReconciliationTopology.DEAD_LETTERS);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbyReplicas);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitIntervalMs);
    // A poll that finds nothing delays the commit of an open transaction by as much.
    settings.put(StreamsConfig.POLL_MS_CONFIG, 20L);
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
    // A commit flushes, so lingering until then delays nothing, and spares many small batches.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        Math.toIntExact(commitIntervalMs));
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    tuneForRecovery(settings);
    return settings;
  }

  /** An orphaned transaction and a silent member both block others until they time out. */
  private void tuneForRecovery(Properties settings) {
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    // The newer protocol cannot yet update a topology in place (KAFKA-20170).
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    if (instanceId != null) {
      settings.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    }
  }
}
