package io.penstock.app.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed to a topic, and notes when each partition went on after a mark. */
final class CommittedWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final String bootstrapServers;
  private final List<TopicPartition> partitions;
  private final AtomicLong seen = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Map<Integer, Long> marks = new ConcurrentHashMap<>();
  private final Map<Integer, Long> wentOn = new ConcurrentHashMap<>();
  private final Thread thread;

  CommittedWatch(String bootstrapServers, String topic, int partitions) {
    this.bootstrapServers = bootstrapServers;
    this.partitions =
        IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
    thread = Thread.ofPlatform().name("watch-" + topic).start(this::read);
  }

  /** Committed records so far, of all partitions. */
  long seen() {
    return seen.get();
  }

  /** From here on it is noted when a partition shows a record that was not written before. */
  void mark() {
    try (var consumer = consumer("read_uncommitted")) {
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      ends.forEach((partition, end) -> marks.put(partition.partition(), end));
    }
  }

  /** {@link System#nanoTime} of the first new record of a partition after the mark. */
  Optional<Long> wentOn(int partition) {
    return Optional.ofNullable(wentOn.get(partition));
  }

  @Override
  public void close() {
    closed.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (var consumer = consumer("read_committed")) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed.get()) {
        consumer.poll(POLL).forEach(this::note);
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    seen.incrementAndGet();
    Long mark = marks.get(record.partition());
    if (mark != null && record.offset() >= mark) {
      wentOn.putIfAbsent(record.partition(), System.nanoTime());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
