package io.penstock.topologies.faults;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.StreamsSettings;
import io.penstock.topologies.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A topology as in production, on a real broker, whose processor's writes can be made to fail. */
final class FaultyTopology implements AutoCloseable {
  /** The processors whose writes fail. */
  static final Set<String> PROCESSORS =
      Set.of("decide-balances", "decide-cases", "screen-payment", "decide-flows");

  /** The broker must allow it. */
  static final int SESSION_MS = 1_500;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String broker;
  private final String registryUrl;
  private final KafkaStreams streams;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerializer serializer;
  private final AvroDeserializer deserializer;

  FaultyTopology(String broker, Path directory, Consumer<StreamsBuilder> build) {
    this.broker = broker;
    this.registryUrl = "memory://faulty";
    SchemaRegistry registry = SchemaRegistry.at(registryUrl);
    serializer = new AvroSerializer(registry).resolveAll();
    deserializer = new AvroDeserializer(registry);
    createTopics();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    Properties settings =
        new TopologySettings(broker, registryUrl, directory, 1, 0, (short) 1, 50, 4_000, null)
            .properties("faulty", Topics.BALANCES_DEAD_LETTERS);
    settings.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, FailingWrites.class);
    // A thread that died is missed after so long, and only then is its partition given to the next.
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
    settings.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        SESSION_MS / 4);
    StreamsBuilder builder = StreamsSettings.builder(settings);
    build.accept(builder);
    streams = new KafkaStreams(builder.build(settings), settings);
    // Without the pauses of production, which would only make the test longer.
    streams.setUncaughtExceptionHandler(_ -> StreamThreadExceptionResponse.REPLACE_THREAD);
    streams.start();
  }

  /** Writes a record; its n-th write fails, unless n is 0. */
  <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, int failAt) {
    var record =
        new ProducerRecord<>(
            topic.name(),
            0,
            key.getBytes(StandardCharsets.UTF_8),
            serializer.serialize(topic.name(), value));
    if (failAt > 0) {
      record
          .headers()
          .add(FailingWrites.FAIL_AT, Integer.toString(failAt).getBytes(StandardCharsets.US_ASCII));
    }
    try {
      var _ = producer.send(record).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the topology has committed all that stands in a topic. */
  void awaitRead(Topic<?> topic) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker));
        var consumer = consumer()) {
      long end = end(consumer, partition);
      // Its threads are made to fail.
      await()
          .dontCatchUncaughtExceptions()
          .atMost(PATIENCE)
          .until(
              () -> {
                var committed =
                    admin
                        .listConsumerGroupOffsets("faulty")
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(partition);
                return committed != null && committed.offset() >= end;
              });
    }
  }

  /** All committed values of a topic. */
  <V extends SpecificRecord> List<V> committed(Topic<V> topic) {
    return raw(topic.name()).stream()
        .map(record -> topic.valueType().cast(deserializer.deserialize("any", record.value())))
        .toList();
  }

  /** What was set aside. */
  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return raw(Topics.BALANCES_DEAD_LETTERS);
  }

  private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    return requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
  }

  private List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = end(consumer, partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void createTopics() {
    List<NewTopic> topics = new ArrayList<>();
    Topics.ALL.forEach(topic -> topics.add(topic.creation(1, (short) 1)));
    topics.add(Topics.deadLetters(Topics.BALANCES_DEAD_LETTERS, (short) 1));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      admin.createTopics(topics).all().get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    streams.close(Duration.ofSeconds(20));
  }
}
