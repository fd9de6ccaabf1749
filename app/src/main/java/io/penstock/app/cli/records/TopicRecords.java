package io.penstock.app.cli.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import io.penstock.app.cli.ClusterOption;
import io.penstock.app.process.CommandFailure;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.CommittedReader;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads the catalogue's compacted topics as tables and writes to them, for commands. */
final class TopicRecords implements AutoCloseable {
  private static final int PATIENCE_MS = 15_000;
  private static final String CLIENT = "penstock-records";

  private final String bootstrapServers;
  private final SchemaRegistry registry;
  private final CommittedReader reader;

  TopicRecords(ClusterOption cluster) {
    this.bootstrapServers = cluster.kafka();
    this.registry = SchemaRegistry.at(cluster.registry());
    this.reader = new CommittedReader(bootstrapServers, CLIENT);
  }

  /** The latest value of each key, by key; of committed records, to the end that is there now. */
  <V extends SpecificRecord> SortedMap<String, V> table(Topic<V> topic) {
    return table(topic, partitions(topic), _ -> true);
  }

  /** The same of the keys of one partition: that where this id lives. */
  <V extends SpecificRecord> SortedMap<String, V> table(
      Topic<V> topic, String id, Predicate<String> keys) {
    List<TopicPartition> all = partitions(topic);
    return table(topic, List.of(all.get(Placement.ofKey(id, all.size()))), keys);
  }

  private <V extends SpecificRecord> SortedMap<String, V> table(
      Topic<V> topic, List<TopicPartition> partitions, Predicate<String> keys) {
    SortedMap<String, byte[]> latest = new TreeMap<>();
    reader.read(
        partitions,
        record -> {
          String key = new String(record.key(), UTF_8);
          if (record.value() == null) {
            latest.remove(key);
          } else if (keys.test(key)) {
            latest.put(key, record.value());
          }
        });
    SortedMap<String, V> table = new TreeMap<>();
    AvroDeserializer values = new AvroDeserializer(registry);
    latest.forEach(
        (key, value) ->
            table.put(key, topic.valueType().cast(values.deserialize(topic.name(), value))));
    return table;
  }

  /** Where a record of a topic goes, as the catalogue says. */
  <V extends SpecificRecord> ProducerRecord<String, SpecificRecord> record(
      Topic<V> topic, String key, V value) {
    int partition = topic.placement().partition(key, value, partitions(topic).size());
    return new ProducerRecord<>(topic.name(), partition, key, value);
  }

  /** An empty value, which takes a key out of a table that is placed by key. */
  ProducerRecord<String, SpecificRecord> removal(Topic<?> topic, String key) {
    int partition = Placement.ofKey(key, partitions(topic).size());
    return new ProducerRecord<>(topic.name(), partition, key, null);
  }

  /**
   * Writes records and waits until Kafka has them.
   *
   * @throws KafkaException if it does not take them; some may have been written
   */
  void write(List<ProducerRecord<String, SpecificRecord>> records) {
    try (var producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                entry(ProducerConfig.CLIENT_ID_CONFIG, CLIENT),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS)),
            new StringSerializer(),
            new AvroSerializer(registry))) {
      for (var record : records) {
        producer.send(record).get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private List<TopicPartition> partitions(Topic<?> topic) {
    List<TopicPartition> partitions = reader.partitions(topic.name());
    if (partitions.isEmpty()) {
      throw new CommandFailure(
          "topic " + topic.name() + " does not exist; run `penstock topics create` first");
    }
    return partitions;
  }

  /** Writes one record and waits until Kafka has it. */
  static void write(
      ClusterOption cluster,
      Function<TopicRecords, ProducerRecord<String, SpecificRecord>> record) {
    var _ =
        with(
            cluster,
            records -> {
              var one = record.apply(records);
              records.write(List.of(one));
              return one;
            });
  }

  /** Does what needs the topics. */
  static <T> T with(ClusterOption cluster, Function<TopicRecords, T> work) {
    return cluster.ask(
        () -> {
          try (TopicRecords records = new TopicRecords(cluster)) {
            return work.apply(records);
          }
        });
  }

  @Override
  public void close() {
    reader.close();
  }
}
