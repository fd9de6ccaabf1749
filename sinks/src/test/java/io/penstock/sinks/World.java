package io.penstock.sinks;

import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** For each test: empty topics on a real broker, and an empty database on a real server. */
final class World implements BeforeEachCallback, AfterEachCallback {
  static final int PARTITIONS = 4;
  static final String REGISTRY = "memory://sinks";

  private @Nullable String bootstrapServers;
  private @Nullable String jdbcUrl;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /** The last offset that was sent to each partition. */
  private final Map<TopicPartition, Long> sent = new HashMap<>();

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Infrastructure infrastructure = Infrastructure.of(context);
    bootstrapServers = infrastructure.kafka().bootstrapServers();
    sent.clear();
    createTopics();
    jdbcUrl = infrastructure.emptyDatabase();
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "ledger",
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (producer != null) {
      producer.close();
    }
  }

  private void createTopics() throws Exception {
    List<NewTopic> topics =
        new ArrayList<>(
            Topics.ALL.stream().map(topic -> topic.creation(PARTITIONS, (short) 1)).toList());
    topics.add(Topics.deadLetters(Topics.SINKS_DEAD_LETTERS, (short) 1));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Set<String> left = new HashSet<>(admin.listTopics().names().get());
      left.retainAll(topics.stream().map(NewTopic::name).toList());
      admin.deleteTopics(left).all().get();
      CreateTopicsResult created = admin.createTopics(topics);
      created.all().get();
      await()
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .until(() -> knows(admin, created));
    }
  }

  /** A busy broker may still serve the topics of the test before, which go with what is sent. */
  private static boolean knows(Admin admin, CreateTopicsResult created) throws Exception {
    Set<String> names = created.values().keySet();
    var known = admin.describeTopics(names).allTopicNames().get();
    for (String name : names) {
      TopicDescription topic = known.get(name);
      if (topic == null || !topic.topicId().equals(created.topicId(name).get())) {
        return false;
      }
    }
    return true;
  }

  String bootstrapServers() {
    return started(bootstrapServers);
  }

  String jdbcUrl() {
    return started(jdbcUrl);
  }

  Sql sql() {
    return new Sql(jdbcUrl());
  }

  /** Quick to wait and quick to try again. */
  SinkSettings settings() {
    return settings(jdbcUrl());
  }

  SinkSettings settings(int maxBatchRecords) {
    return settings(REGISTRY, jdbcUrl(), maxBatchRecords, Duration.ofMinutes(5));
  }

  SinkSettings settings(String postgresUrl) {
    return settings(REGISTRY, postgresUrl, 10_000, Duration.ofMinutes(5));
  }

  SinkSettings settings(
      String registryUrl, String postgresUrl, int maxBatchRecords, Duration maxPollInterval) {
    return new SinkSettings(
        bootstrapServers(),
        registryUrl,
        postgresUrl,
        null,
        maxBatchRecords,
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        maxPollInterval);
  }

  /** Sends facts in one Kafka transaction, each to where the catalogue says. */
  void send(List<Message<?>> messages) {
    commit(messages.stream().map(message -> message.bytes(SchemaRegistry.at(REGISTRY))).toList());
  }

  void send(Message<?>... messages) {
    send(List.of(messages));
  }

  /** Sends bytes as they are, in one Kafka transaction. */
  void commit(List<ProducerRecord<byte[], byte[]>> records) {
    var open = started(producer);
    open.beginTransaction();
    List<Future<RecordMetadata>> sends = records.stream().map(open::send).toList();
    open.commitTransaction();
    for (Future<RecordMetadata> send : sends) {
      RecordMetadata place = send.resultNow();
      sent.merge(new TopicPartition(place.topic(), place.partition()), place.offset(), Math::max);
    }
  }

  /** Whether the offsets in Postgres have passed the last record of each partition. */
  boolean isWritten() throws SQLException {
    Map<TopicPartition, Long> reached = new HashMap<>();
    for (String row : sql().rows("SELECT topic, partition, next_offset FROM sink_offsets")) {
      String[] parts = row.split(" ", -1);
      reached.put(
          new TopicPartition(parts[0], Integer.parseInt(parts[1])), Long.parseLong(parts[2]));
    }
    List<TopicPartition> all =
        Topics.ALL.stream()
            .flatMap(
                topic ->
                    IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
            .toList();
    try (var any = consumer("read_uncommitted");
        var committed = consumer("read_committed")) {
      Map<TopicPartition, Long> ends = any.endOffsets(all);
      // A new consumer may not know every topic yet, and a transaction's mark may be on its way.
      return ends.keySet().containsAll(all)
          && sent.entrySet().stream()
              .allMatch(last -> ends.getOrDefault(last.getKey(), 0L) > last.getValue())
          && ends.equals(committed.endOffsets(all))
          && ends.entrySet().stream()
              .allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue() - 1);
    }
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    var partition = new TopicPartition(Topics.SINKS_DEAD_LETTERS, 0);
    try (var consumer = consumer("read_uncommitted")) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
      }
      return letters;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started");
    }
    return part;
  }

  /**
   * A fact and the topic it belongs to.
   *
   * @param key of its record
   */
  record Message<V extends SpecificRecord>(Topic<V> topic, String key, V value) {

    ProducerRecord<byte[], byte[]> bytes(SchemaRegistry registry) {
      ProducerRecord<String, V> placed = topic.record(key, value, PARTITIONS);
      return new ProducerRecord<>(
          placed.topic(),
          placed.partition(),
          key.getBytes(StandardCharsets.UTF_8),
          new AvroSerializer(registry).serialize(topic.name(), value));
    }
  }
}
