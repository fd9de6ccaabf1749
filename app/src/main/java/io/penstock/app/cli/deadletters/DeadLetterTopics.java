package io.penstock.app.cli.deadletters;

import io.penstock.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the dead-letter topics, committed records only. They also hold the marks of replays:
 * records without a value that name, in a header, the letter that was sent again. A mark is no
 * letter.
 */
public final class DeadLetterTopics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  public DeadLetterTopics(String bootstrapServers) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "penstock-dead-letters",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                15_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * The newest letters.
   *
   * @param topics dead-letter topics of the catalogue
   * @return up to {@code limit} letters, newest first
   */
  public List<DeadLetter> newest(Collection<String> topics, int limit) {
    List<DeadLetter> letters = new ArrayList<>();
    for (TopicPartition partition : partitionsOf(topics)) {
      letters.addAll(newestOf(partition, limit));
    }
    return letters.stream()
        .sorted(
            Comparator.comparing(DeadLetter::time).thenComparing(DeadLetter::address).reversed())
        .limit(limit)
        .toList();
  }

  /** All letters of these topics, in the order in which they came. */
  public List<DeadLetter> all(Collection<String> topics) {
    return partitionsOf(topics).stream().flatMap(p -> lettersFrom(p, 0).stream()).toList();
  }

  /** One letter, if there is one at the address. */
  public Optional<DeadLetter> at(DeadLetterAddress address) {
    return partitionsOf(List.of(address.topic())).contains(address.topicPartition())
        ? lettersFrom(address.topicPartition(), address.offset()).stream()
            .filter(letter -> letter.address().equals(address))
            .findFirst()
        : Optional.empty();
  }

  /** Offsets are also taken by marks and by the ends of transactions, so it looks back further. */
  private List<DeadLetter> newestOf(TopicPartition partition, int limit) {
    long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long end = end(partition);
    for (long span = 2L * limit; ; span *= 2) {
      long from = Math.max(begin, end - span);
      List<DeadLetter> letters = lettersFrom(partition, from);
      if (letters.size() >= limit || from == begin) {
        return letters.subList(Math.max(0, letters.size() - limit), letters.size());
      }
    }
  }

  /** Letters of a partition from an offset on; a mark always stands behind its letter. */
  private List<DeadLetter> lettersFrom(TopicPartition partition, long offset) {
    long end = end(partition);
    consumer.assign(List.of(partition));
    consumer.seek(partition, Math.max(offset, begin(partition)));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Instant> replays = new HashMap<>();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Header mark = record.headers().lastHeader(Replay.MARK);
        if (mark == null) {
          records.add(record);
        } else {
          replays.put(
              new String(mark.value(), StandardCharsets.UTF_8),
              Instant.ofEpochMilli(record.timestamp()));
        }
      }
    }
    return records.stream()
        .map(DeadLetterTopics::address)
        .map(found -> new DeadLetter(found.record, replays.get(found.address.toString())))
        .toList();
  }

  private record Found(DeadLetterAddress address, ConsumerRecord<byte[], byte[]> record) {}

  private static Found address(ConsumerRecord<byte[], byte[]> record) {
    return new Found(
        new DeadLetterAddress(record.topic(), record.partition(), record.offset()), record);
  }

  private long begin(TopicPartition partition) {
    return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private List<TopicPartition> partitionsOf(Collection<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    Map<String, ?> existing = consumer.listTopics();
    for (String topic : topics) {
      if (!Topics.DEAD_LETTERS.contains(topic)) {
        throw new IllegalArgumentException(
            topic
                + " is no dead-letter topic; these are: "
                + String.join(", ", Topics.DEAD_LETTERS));
      }
      if (existing.containsKey(topic)) {
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
    }
    return partitions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
