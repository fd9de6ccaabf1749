package io.penstock.app;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Topic;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A client of the topics: sends commands, reads what was committed. */
final class TopicClient implements AutoCloseable {
  private final String bootstrapServers;
  private final SchemaRegistry registry;
  private final KafkaProducer<String, SpecificRecord> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  TopicClient(String bootstrapServers, String registryUrl) {
    this.bootstrapServers = bootstrapServers;
    this.registry = SchemaRegistry.at(registryUrl);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                // Outlasts a broker that is killed and comes back.
                "delivery.timeout.ms",
                300_000,
                "max.block.ms",
                300_000L),
            new StringSerializer(),
            new AvroSerializer(registry));
  }

  void send(Topic<?> topic, String key, SpecificRecord value) {
    send(new ProducerRecord<>(topic.name(), key, value));
  }

  void send(Topic<?> topic, int partition, String key, SpecificRecord value) {
    send(new ProducerRecord<>(topic.name(), partition, key, value));
  }

  private void send(ProducerRecord<String, SpecificRecord> record) {
    var _ =
        producer.send(
            record,
            (_, e) -> {
              if (e != null) {
                failure.set(e);
              }
            });
  }

  /** All that was sent has arrived. */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("a command was not sent", failure.get());
    }
  }

  static TransferCommand transfer(String id, String debit, String credit, long amountMinor) {
    return new TransferCommand(
        id,
        TransferKind.DIRECT,
        debit,
        List.of(new Credit(credit, amountMinor)),
        "USD",
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  /** Reads a topic from its beginning until enough was seen. */
  <V extends SpecificRecord> void read(
      Topic<V> topic, BiConsumer<String, V> each, BooleanSupplier enough, Duration patience) {
    AvroDeserializer values = new AvroDeserializer(registry);
    Map<String, Object> settings = new ConcurrentHashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + patience.toNanos();
      while (!enough.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(topic.name() + ": not all was seen within " + patience);
        }
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                r ->
                    each.accept(
                        r.key(), topic.valueType().cast(Objects.requireNonNull(r.value()))));
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
