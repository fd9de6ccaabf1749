package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.psp.PspSettings.Outage;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.psp.simulator.state.Knobs;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A broker, empty topics for each test, and a simulator for each class. */
final class PspWorld implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String REGISTRY = "memory://psp";

  private static final int PARTITIONS = Topic.DEFAULT_PARTITIONS;
  private static final List<Topic<?>> TOPICS =
      List.of(
          Topics.PSP_REQUESTS, Topics.PSP_RESULTS, Topics.SETTLEMENTS_REPORTED, Topics.PSP_CURSORS);

  private @Nullable Broker started;
  private @Nullable Simulated simulated;

  PspSimulator simulator() {
    return Objects.requireNonNull(simulated).simulator;
  }

  private Broker broker() {
    return Objects.requireNonNull(started);
  }

  /** The settings of the product, hasty. */
  PspSettings settings() {
    return settings(stripe());
  }

  PspSettings settings(StripeSettings stripe) {
    return with(
        PspSettings.of(broker().kafka.bootstrapServers(), REGISTRY, stripe, null),
        outage(Duration.ofMinutes(10)));
  }

  static PspSettings with(PspSettings settings, Outage outage) {
    return new PspSettings(
        settings.bootstrapServers(),
        settings.registryUrl(),
        settings.stripe(),
        outage,
        settings.settlementInterval(),
        settings.settlementLookBack(),
        settings.instanceId());
  }

  static Outage outage(Duration givenUpAfter) {
    return new Outage(
        givenUpAfter, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(200));
  }

  StripeSettings stripe() {
    return new StripeSettings(
        SimulatorSettings.API_KEY,
        simulator().url().toString(),
        SimulatorSettings.WEBHOOK_SECRET,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  /** All records of a topic, as of now, in the order of each partition. */
  List<ConsumerRecord<byte[], byte[]>> raw(String topic) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            broker().kafka.bootstrapServers(),
            "isolation.level",
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found;
    }
  }

  <V extends SpecificRecord> List<V> all(Topic<V> topic) {
    var deserializer = new AvroDeserializer(SchemaRegistry.at(REGISTRY));
    return raw(topic.name()).stream()
        .map(each -> topic.valueType().cast(deserializer.deserialize(topic.name(), each.value())))
        .toList();
  }

  <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
    byte[] bytes = new AvroSerializer(SchemaRegistry.at(REGISTRY)).serialize(topic.name(), value);
    int partition = topic.placement().partition(key, value, PARTITIONS);
    send(new ProducerRecord<>(topic.name(), partition, key.getBytes(UTF_8), bytes));
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    var _ = broker().producer.send(record);
    broker().producer.flush();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    started =
        context
            .getRoot()
            .getStore(Namespace.GLOBAL)
            .computeIfAbsent(Broker.class, _ -> Broker.start(), Broker.class);
    simulated = Simulated.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    simulator().turn(Knobs.NONE);
    broker().emptyTopics();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Objects.requireNonNull(simulated).close();
  }

  private record Simulated(Path directory, PspSimulator simulator) implements AutoCloseable {
    static Simulated start() throws IOException {
      Path directory = Files.createTempDirectory("penstock-psp-simulator");
      SimulatorSettings settings = SimulatorSettings.defaults().withSettlementDelay(Duration.ZERO);
      return new Simulated(directory, PspSimulator.start(directory, "127.0.0.1", 0, settings));
    }

    @Override
    public void close() throws IOException {
      simulator.close();
      Broker.delete(directory);
    }
  }

  /** One for all tests of the run. */
  private record Broker(Path dir, EmbeddedKafka kafka, KafkaProducer<byte[], byte[]> producer)
      implements AutoCloseable {

    static Broker start() {
      try {
        Path dir = Files.createTempDirectory("penstock-psp-kafka");
        EmbeddedKafka kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0);
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Broker broker = new Broker(dir, kafka, producer);
        broker.createTopics();
        return broker;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    void createTopics() throws Exception {
      List<NewTopic> wanted = new ArrayList<>();
      TOPICS.forEach(each -> wanted.add(each.creation(PARTITIONS, (short) 1)));
      wanted.add(Topics.deadLetters(Topics.PSP_DEAD_LETTERS, (short) 1));
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(wanted).all().get();
      }
    }

    /** Quicker than new topics, which brokers and clients take a while to notice. */
    void emptyTopics() throws Exception {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        List<String> groups =
            admin.listGroups().all().get().stream()
                .map(each -> each.groupId())
                .filter(each -> !each.equals(Readers.PSP))
                .toList();
        admin.deleteConsumerGroups(groups).all().get();
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        // Of a compacted topic nothing can be deleted but by its key.
        var _ =
            producer.send(
                new ProducerRecord<>(
                    Topics.PSP_CURSORS.name(),
                    Placement.ofKey("stripe", PARTITIONS),
                    "stripe".getBytes(UTF_8),
                    null));
        producer.flush();
        for (Topic<?> topic : TOPICS) {
          if (topic.equals(Topics.PSP_CURSORS)) {
            continue;
          }
          for (int i = 0; i < PARTITIONS; i++) {
            all.put(new TopicPartition(topic.name(), i), RecordsToDelete.beforeOffset(-1));
          }
        }
        all.put(new TopicPartition(Topics.PSP_DEAD_LETTERS, 0), RecordsToDelete.beforeOffset(-1));
        var emptied = admin.deleteRecords(all).lowWatermarks();
        // A worker whose offsets are gone reads nothing: it goes on behind what was deleted.
        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
          var partition = new TopicPartition(Topics.PSP_REQUESTS.name(), i);
          long end = Objects.requireNonNull(emptied.get(partition)).get().lowWatermark();
          read.put(partition, new OffsetAndMetadata(end));
        }
        admin.alterConsumerGroupOffsets(Readers.PSP, read).all().get();
      }
    }

    static void delete(Path dir) throws IOException {
      List<Path> all;
      try (Stream<Path> files = Files.walk(dir)) {
        all = files.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    }

    @Override
    public void close() throws IOException {
      producer.close();
      kafka.close();
      delete(dir);
    }
  }
}
