package io.penstock.testkit;

import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.StreamsSettings;
import io.penstock.streams.stores.ExpiringStore;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs one topology in this thread, with one partition, the settings it has in production, a schema
 * registry in memory and a clock that only the test moves.
 */
public final class TopologyHarness implements AutoCloseable {
  /** Where the clock of every test starts. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final String DEAD_LETTERS = "harness.dead-letters";

  private final SchemaRegistry registry;
  private final Topology topology;
  private final TopologyTestDriver driver;
  private final Map<Topic<?>, List<TestRecord<String, SpecificRecord>>> sent = new HashMap<>();
  private final List<TestRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
  private final Path stateDirectory;
  private final Set<String> sources;
  private Instant now = START;

  private TopologyHarness(Consumer<StreamsBuilder> build, Map<String, ?> more) {
    String registryUrl = "memory://" + UUID.randomUUID();
    this.registry = SchemaRegistry.at(registryUrl);
    Properties settings = StreamsSettings.of("harness", registryUrl, DEAD_LETTERS);
    // At least once: with exactly-once the driver forgets dead letters of unreadable records.
    this.stateDirectory = temporaryDirectory();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
    settings.putAll(more);
    StreamsBuilder builder = StreamsSettings.builder(settings);
    build.accept(builder);
    this.topology = builder.build();
    this.driver = new TopologyTestDriver(topology, settings, START);
    this.sources = sources(topology.describe());
  }

  private static Set<String> sources(TopologyDescription description) {
    Set<String> topics = new HashSet<>();
    for (TopologyDescription.Subtopology part : description.subtopologies()) {
      for (TopologyDescription.Node node : part.nodes()) {
        if (node instanceof TopologyDescription.Source source) {
          topics.addAll(source.topicSet());
        }
      }
    }
    description.globalStores().forEach(store -> topics.addAll(store.source().topicSet()));
    return topics;
  }

  /** Starts a topology, given the function that adds it to a builder. */
  public static TopologyHarness of(Consumer<StreamsBuilder> build) {
    return of(build, Map.of());
  }

  /** The same with settings of the streams application that are not usual. */
  public static TopologyHarness of(Consumer<StreamsBuilder> build, Map<String, ?> settings) {
    return new TopologyHarness(build, settings);
  }

  /** Sends a record and runs all that follows from it. */
  public <V extends SpecificRecord> void send(Topic<V> topic, @Nullable String key, V value) {
    input(topic).pipeInput(key, value, now);
  }

  /** Sends what another topology has sent, with its headers. */
  void pipe(Topic<?> topic, TestRecord<String, SpecificRecord> record) {
    input(topic).pipeInput(record);
  }

  /** Whether the topology reads a topic. */
  public boolean reads(Topic<?> topic) {
    return sources.contains(topic.name());
  }

  /** Sends bytes that may be no record at all. */
  public void sendRaw(Topic<?> topic, @Nullable String key, byte[] value) {
    driver
        .createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(key, value, now);
  }

  /** Sends an empty value, which removes the key from a table. */
  public void sendTombstone(Topic<?> topic, @Nullable String key) {
    input(topic).pipeInput(key, null, now);
  }

  private TestInputTopic<String, SpecificRecord> input(Topic<?> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), new AvroSerializer(registry));
  }

  /** The bytes of a record, as a producer would send them. */
  public byte[] encode(Topic<?> topic, SpecificRecord value) {
    return Objects.requireNonNull(new AvroSerializer(registry).serialize(topic.name(), value));
  }

  /** Moves the clock; what is due by the wall clock happens. */
  public void advance(Duration duration) {
    now = now.plus(duration);
    driver.advanceWallClockTime(duration);
  }

  /** The time, as the topology sees it. */
  public Instant now() {
    return now;
  }

  /** All records that the topology has sent to a topic so far, in order. */
  public <V extends SpecificRecord> List<V> sent(Topic<V> topic) {
    return records(topic).stream().map(r -> topic.valueType().cast(r.value())).toList();
  }

  /** The same with their keys and headers. */
  public List<TestRecord<String, SpecificRecord>> records(Topic<?> topic) {
    List<TestRecord<String, SpecificRecord>> all =
        sent.computeIfAbsent(topic, _ -> new ArrayList<>());
    all.addAll(drain(topic.name(), new StringDeserializer(), new AvroDeserializer(registry)));
    return List.copyOf(all);
  }

  /** What went to the dead-letter topic: original key and value bytes, the reason in headers. */
  public List<TestRecord<byte[], byte[]>> deadLetters() {
    deadLetters.addAll(
        drain(DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    return List.copyOf(deadLetters);
  }

  private <K, V> List<TestRecord<K, V>> drain(
      String topic, Deserializer<K> keys, Deserializer<V> values) {
    // The driver knows a sink only once something was sent to it.
    return driver.producedTopicNames().contains(topic)
        ? driver.createOutputTopic(topic, keys, values).readRecordsToList()
        : List.of();
  }

  /** A state store of the topology, for a test that must look inside. */
  public <V> KeyValueStore<String, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  /** How many rows a store that forgets still remembers. */
  public long rows(ExpiringStore<?> store) {
    long rows = 0;
    try (var all = driver.getWindowStore(store.name()).all()) {
      for (; all.hasNext(); all.next()) {
        rows++;
      }
    }
    return rows;
  }

  /** A row of a store that forgets, as it was written last. */
  public <V extends SpecificRecord> Optional<V> row(ExpiringStore<V> store, String key) {
    try (var versions =
        driver.<String, V>getWindowStore(store.name()).backwardFetch(key, 0, Long.MAX_VALUE)) {
      return versions.hasNext() ? Optional.of(versions.next().value) : Optional.empty();
    }
  }

  /** How many segments a store that forgets has on disk. */
  public long segmentsOnDisk(ExpiringStore<?> store) {
    try (Stream<Path> files = Files.walk(stateDirectory)) {
      return files
          .filter(Files::isDirectory)
          .filter(path -> path.getFileName().toString().startsWith(store.name() + '.'))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kafka's description of the topology: a golden file of it makes a renamed store a diff. */
  public String describe() {
    return topology.describe().toString();
  }

  @Override
  public void close() {
    driver.close();
    try (Stream<Path> files = Files.walk(stateDirectory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("penstock-harness");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
