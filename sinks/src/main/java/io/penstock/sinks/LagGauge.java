package io.penstock.sinks;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Measures, once a second, how many committed records of the owned partitions are not written. */
final class LagGauge {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration LONGEST_QUESTION = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final OwnedPartitions owned;
  private final SinkMetrics metrics;
  private long measuredAtNanos = System.nanoTime();

  LagGauge(Consumer<byte[], byte[]> consumer, OwnedPartitions owned, SinkMetrics metrics) {
    this.consumer = consumer;
    this.owned = owned;
    this.metrics = metrics;
  }

  void measure(@Nullable ConsumerRecords<byte[], byte[]> pending) {
    long now = System.nanoTime();
    if (now - measuredAtNanos < INTERVAL_NANOS) {
      return;
    }
    measuredAtNanos = now;
    try {
      long behind = 0;
      var ends = consumer.endOffsets(owned.placed(), LONGEST_QUESTION);
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        behind += Math.max(0, end.getValue() - reached(end.getKey(), pending));
      }
      metrics.behind(behind);
    } catch (TimeoutException e) {
      // Kafka is away: the last figure stands.
    }
  }

  /**
   * The consumer's position is past the marks of transactions, which take an offset each but never
   * become rows; so it is what counts, unless what was polled is not written yet.
   */
  private long reached(
      TopicPartition partition, @Nullable ConsumerRecords<byte[], byte[]> pending) {
    return pending != null && pending.partitions().contains(partition)
        ? owned.offsetOf(partition)
        : consumer.position(partition, LONGEST_QUESTION);
  }
}
