package io.penstock.topologies;

import io.penstock.schemas.Topic;
import io.penstock.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a topology that writes runs with: exactly once, with the settings that were measured.
 *
 * @param bootstrapServers of Kafka
 * @param registryUrl of the schema registry
 * @param stateDirectory for local state
 * @param threads that share the partitions
 * @param standbyReplicas further instances that keep a copy of each store
 * @param replicas brokers that keep a copy of what it makes for itself; all but one acknowledge
 * @param commitIntervalMs between commits, milliseconds: less is quicker, more carries more
 * @param transactionTimeoutMs after which what a lost instance left undecided is given up,
 *     milliseconds; it holds up every reader until then
 * @param instanceId stable name of the instance, so that a restart keeps its partitions
 */
public record TopologySettings(
    String bootstrapServers,
    String registryUrl,
    Path stateDirectory,
    int threads,
    int standbyReplicas,
    short replicas,
    long commitIntervalMs,
    long transactionTimeoutMs,
    @Nullable String instanceId) {

  /**
   * As Kafka Streams takes them.
   *
   * @param applicationId of the topology
   * @param deadLetters its dead-letter topic
   */
  public Properties properties(String applicationId, String deadLetters) {
    Properties settings = StreamsSettings.of(applicationId, registryUrl, deadLetters);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbyReplicas);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitIntervalMs);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(replicas));
    settings.put(
        StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), Topic.inSync(replicas));
    compactChangelogs(settings);
    tuneForLatency(settings);
    tuneForThroughput(settings);
    tuneForRecovery(settings);
    return settings;
  }

  private void tuneForLatency(Properties settings) {
    // A poll that finds nothing delays the commit of an open transaction by as much.
    settings.put(StreamsConfig.POLL_MS_CONFIG, 5L);
    // A commit flushes, so lingering until then delays nothing, and spares many small batches.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        Math.toIntExact(commitIntervalMs));
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
  }

  private static void tuneForThroughput(Properties settings) {
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 * 1024);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5_000);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 5_000);
  }

  /** A changelog is read whole where no standby has it: it should hold each key few times. */
  private static void compactChangelogs(Properties settings) {
    Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG,
            16 * 1024 * 1024,
            // What is in the last segment is not compacted: it is closed after a minute.
            TopicConfig.SEGMENT_MS_CONFIG,
            60_000,
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            0.3)
        .forEach((name, value) -> settings.put(StreamsConfig.topicPrefix(name), value.toString()));
  }

  /** An orphaned transaction and a silent member both block others until they time out. */
  private void tuneForRecovery(Properties settings) {
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(transactionTimeoutMs));
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
