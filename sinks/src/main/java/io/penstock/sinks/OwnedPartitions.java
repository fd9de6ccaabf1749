package io.penstock.sinks;

import io.penstock.sinks.sql.OffsetRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that Kafka gave to this instance, and how far Postgres says that each is written.
 * A new one stays paused until Postgres has said so, which may take a while when it is away.
 */
final class OwnedPartitions implements ConsumerRebalanceListener {
  private static final Duration LONGEST_QUESTION = Duration.ofSeconds(5);
  private static final Duration LONGEST_MEASURING = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> written = new HashMap<>();
  private final Set<TopicPartition> unplaced = new HashSet<>();
  private boolean lostSome;

  OwnedPartitions(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    unplaced.addAll(partitions);
    consumer.pause(partitions);
    // Kafka has no offsets of this group. Any position keeps the consumer from asking for one;
    // nothing is read from it.
    partitions.forEach(partition -> consumer.seek(partition, 0));
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.forEach(written::remove);
    unplaced.removeAll(partitions);
    lostSome |= !partitions.isEmpty();
  }

  /**
   * Whether partitions went away since the last call. If so, all others are to be placed again,
   * since a batch under way, with records of both, must be dropped.
   */
  boolean lostSome() {
    boolean lost = lostSome;
    lostSome = false;
    return lost;
  }

  /** Forgets how far each partition is written: Postgres is to be asked again. */
  void displace() {
    unplaced.addAll(written.keySet());
    written.clear();
    consumer.pause(unplaced);
  }

  /**
   * Lets new partitions go on where Postgres says.
   *
   * @throws UnavailableException if Postgres does not answer, or with offsets that Kafka does not
   *     have; they stay paused
   */
  void place(Database database) throws UnavailableException {
    if (unplaced.isEmpty()) {
      return;
    }
    try (Connection connection = database.connection()) {
      Map<TopicPartition, Long> offsets = OffsetRows.read(connection, unplaced);
      connection.commit();
      requireInKafka(offsets);
      offsets.forEach(consumer::seek);
      written.putAll(offsets);
      unplaced.clear();
    } catch (SQLException e) {
      throw new UnavailableException("Postgres", e);
    }
  }

  /**
   * Rows of records that Kafka does not have come from another Kafka, or this one has lost some.
   * Going on would mix two ledgers.
   */
  private void requireInKafka(Map<TopicPartition, Long> offsets) throws UnavailableException {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(offsets.keySet(), LONGEST_QUESTION);
      for (Map.Entry<TopicPartition, Long> offset : offsets.entrySet()) {
        long end = ends.getOrDefault(offset.getKey(), 0L);
        if (offset.getValue() > end) {
          throw new UnavailableException(
              "Postgres has written %s up to offset %d, but Kafka has only %d: another Kafka's rows?"
                  .formatted(offset.getKey(), offset.getValue(), end));
        }
      }
    } catch (TimeoutException e) {
      throw new UnavailableException("Kafka", e);
    }
  }

  /** How a batch moves the offsets. */
  Map<TopicPartition, OffsetRows.Step> steps(ConsumerRecords<byte[], byte[]> batch) {
    Map<TopicPartition, OffsetRows.Step> steps = new HashMap<>();
    for (TopicPartition partition : batch.partitions()) {
      long next = batch.records(partition).getLast().offset() + 1;
      steps.put(partition, new OffsetRows.Step(offsetOf(partition), next));
    }
    return steps;
  }

  void advance(Map<TopicPartition, OffsetRows.Step> steps) {
    steps.forEach((partition, step) -> written.put(partition, step.to()));
  }

  boolean arePlaced() {
    return !written.isEmpty() && unplaced.isEmpty();
  }

  Set<TopicPartition> placed() {
    return written.keySet();
  }

  /** The first record that is not written yet. */
  private long offsetOf(TopicPartition partition) {
    Long offset = written.get(partition);
    if (offset == null) {
      throw new IllegalStateException(partition + " is not owned or has no place yet");
    }
    return offset;
  }

  /**
   * How many committed records are not written; empty where Kafka does not say.
   *
   * @param pending was polled and is not written yet
   */
  OptionalLong behind(@Nullable ConsumerRecords<byte[], byte[]> pending) {
    try {
      long behind = 0;
      var ends = consumer.endOffsets(written.keySet(), LONGEST_MEASURING);
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        behind += Math.max(0, end.getValue() - reached(end.getKey(), pending));
      }
      return OptionalLong.of(behind);
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The consumer's position is past the marks of transactions, which take an offset each but never
   * become rows; so it is what counts, unless what was polled is not written yet.
   */
  private long reached(
      TopicPartition partition, @Nullable ConsumerRecords<byte[], byte[]> pending) {
    return pending != null && pending.partitions().contains(partition)
        ? offsetOf(partition)
        : consumer.position(partition, LONGEST_MEASURING);
  }
}
