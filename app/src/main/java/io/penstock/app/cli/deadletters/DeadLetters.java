package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.app.settings.ConfigException;
import io.penstock.schemas.Topics;
import io.penstock.streams.CommittedReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Reads the dead-letter topics, committed records only. They also hold the marks of replays:
 * records without a value that name, in a header, the letter that was sent again. A mark is no
 * letter.
 */
final class DeadLetters implements AutoCloseable {
  private final CommittedReader reader;

  DeadLetters(String bootstrapServers) {
    reader = new CommittedReader(bootstrapServers, "penstock-dead-letters");
  }

  /** Up to so many letters of these topics, newest first. */
  List<DeadLetter> newest(Collection<String> topics, int limit) {
    return partitionsOf(topics).stream()
        .flatMap(partition -> newestOf(partition, limit).stream())
        .sorted(
            Comparator.comparing(DeadLetter::time).thenComparing(DeadLetter::address).reversed())
        .limit(limit)
        .toList();
  }

  /** All letters of these topics, in the order in which they came. */
  List<DeadLetter> all(Collection<String> topics) {
    return partitionsOf(topics).stream().flatMap(p -> lettersFrom(p, 0).stream()).toList();
  }

  /** One letter, if there is one at the address. */
  Optional<DeadLetter> at(DeadLetterAddress address) {
    TopicPartition partition = new TopicPartition(address.topic(), address.partition());
    return partitionsOf(List.of(address.topic())).contains(partition)
        ? lettersFrom(partition, address.offset()).stream()
            .filter(letter -> letter.address().equals(address))
            .findFirst()
        : Optional.empty();
  }

  /** Offsets are also taken by marks and by the ends of transactions, so it looks back further. */
  private List<DeadLetter> newestOf(TopicPartition partition, int limit) {
    long begin = reader.begin(partition);
    long end = reader.end(partition);
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
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    Map<String, Instant> replays = new HashMap<>();
    reader.read(
        partition,
        offset,
        record -> {
          Header mark = record.headers().lastHeader(Replay.MARK);
          if (mark == null) {
            records.add(record);
          } else {
            replays.put(new String(mark.value(), UTF_8), Instant.ofEpochMilli(record.timestamp()));
          }
        });
    return records.stream()
        .map(record -> new DeadLetter(record, replays.get(DeadLetterAddress.of(record).toString())))
        .toList();
  }

  private List<TopicPartition> partitionsOf(Collection<String> topics) {
    for (String topic : topics) {
      if (!Topics.DEAD_LETTERS.contains(topic)) {
        throw new ConfigException(
            topic
                + " is no dead-letter topic; these are: "
                + String.join(", ", Topics.DEAD_LETTERS));
      }
    }
    return topics.stream().flatMap(topic -> reader.partitions(topic).stream()).toList();
  }

  @Override
  public void close() {
    reader.close();
  }
}
