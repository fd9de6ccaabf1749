package io.penstock.app.bench;

import io.penstock.schemas.Topics;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether a system is at rest: no reader of the catalogue's topics has a committed record before
 * it. What was read by the time of a look has had its consequences, which are visible to the same
 * look: so one that finds nothing says that nothing is under way, but for what a clock may start.
 */
final class UnreadRecords implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SINKS = "SELECT topic, partition, next_offset FROM sink_offsets";

  private final String postgresUrl;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param postgresUrl where the sinks keep how far they have come
   */
  UnreadRecords(String bootstrapServers, String postgresUrl) {
    this.postgresUrl = postgresUrl;
    admin = Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** A reader that is behind, with its topic; empty: there is none. */
  Optional<String> find() throws ExecutionException, InterruptedException, SQLException {
    Map<String, Map<TopicPartition, Long>> positions = new TreeMap<>();
    positions.put("postgres", written());
    for (GroupListing group : admin.listGroups().all().get()) {
      positions.put(group.groupId(), committed(group.groupId()));
    }
    for (Map.Entry<String, Map<TopicPartition, Long>> reader : positions.entrySet()) {
      Optional<String> topic = unread(reader.getValue());
      if (topic.isPresent()) {
        return Optional.of(reader.getKey() + " has yet to read " + topic.get());
      }
    }
    return Optional.empty();
  }

  private Map<TopicPartition, Long> written() throws SQLException {
    Map<TopicPartition, Long> written = new HashMap<>();
    try (var connection = DriverManager.getConnection(postgresUrl);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(SINKS)) {
      while (rows.next()) {
        written.put(
            new TopicPartition(rows.getString("topic"), rows.getInt("partition")),
            rows.getLong("next_offset"));
      }
    }
    return written;
  }

  private Map<TopicPartition, Long> committed(String group)
      throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(each -> each.getValue() != null)
        .filter(each -> Topics.byName(each.getKey().topic()).isPresent())
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  /** Behind an offset there may be markers of transactions alone, so it is read. */
  private Optional<String> unread(Map<TopicPartition, Long> positions) {
    consumer.assign(positions.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(positions.keySet());
    positions.forEach(consumer::seek);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      var records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        return Optional.of(records.iterator().next().topic());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
