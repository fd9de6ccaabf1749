package io.penstock.embedded.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/** What the broker's transaction log says of the last decided transaction of each producer. */
final class TransactionLog {
  private static final byte PREPARE_COMMIT = 2;
  private static final byte PREPARE_ABORT = 3;
  private static final byte COMPLETE_COMMIT = 4;
  private static final byte COMPLETE_ABORT = 5;

  private TransactionLog() {}

  /**
   * A decided transaction.
   *
   * @param epoch of its markers; the transaction itself has an earlier one
   * @param complete whether the coordinator takes its markers for written
   */
  record Decided(
      long producerId,
      short epoch,
      boolean commit,
      Set<TopicPartition> partitions,
      boolean complete) {

    /** Whether it decides what a producer of this epoch left open in a partition. */
    boolean ends(TopicPartition partition, int openEpoch) {
      return complete && openEpoch < epoch && partitions.contains(partition);
    }

    private Decided completed() {
      return new Decided(producerId, epoch, commit, partitions, true);
    }
  }

  /** Reads the log to its end. */
  static Map<Long, Decided> read(String bootstrapServers) {
    Map<Long, Decided> decided = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                (Object) bootstrapServers,
                ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.TRANSACTION_STATE_TOPIC_NAME).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> note(record, decided));
      }
    }
    return decided;
  }

  private static void note(ConsumerRecord<byte[], byte[]> record, Map<Long, Decided> decided) {
    if (record.value() == null) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(record.value());
    short version = bytes.getShort();
    TransactionLogValue value = new TransactionLogValue(new ByteBufferAccessor(bytes), version);
    switch (value.transactionStatus()) {
      case PREPARE_COMMIT, PREPARE_ABORT -> decided.put(value.producerId(), prepared(value));
      case COMPLETE_COMMIT, COMPLETE_ABORT ->
          decided.computeIfPresent(value.producerId(), (_, prepared) -> prepared.completed());
      default -> {
        // Empty, ongoing or dead: nothing was decided.
      }
    }
  }

  private static Decided prepared(TransactionLogValue value) {
    Set<TopicPartition> partitions = new HashSet<>();
    if (value.transactionPartitions() != null) {
      value
          .transactionPartitions()
          .forEach(
              topic ->
                  topic
                      .partitionIds()
                      .forEach(p -> partitions.add(new TopicPartition(topic.topic(), p))));
    }
    boolean commit = value.transactionStatus() == PREPARE_COMMIT;
    return new Decided(value.producerId(), value.producerEpoch(), commit, partitions, false);
  }
}
