package io.penstock.psp;

import static java.util.Map.entry;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what PSPs told to its topics, placed as the catalogue says. Threads share it. */
final class PspProducer implements AutoCloseable {
  private final AvroSerializer serializer;
  private final KafkaProducer<byte[], byte[]> producer;

  PspProducer(PspSettings settings, String clientId) {
    serializer = new AvroSerializer(SchemaRegistry.at(settings.registryUrl()));
    producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers()),
                entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                entry(ProducerConfig.ACKS_CONFIG, "all"),
                entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                entry(ProducerConfig.LINGER_MS_CONFIG, 2),
                entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordSizes.MOST_DEAD_LETTER_BYTES),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000),
                entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
                entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends without waiting.
   *
   * @throws KafkaException if Kafka cannot be reached
   * @throws SchemaRegistry.RegistryUnavailableException if the registry cannot be reached
   */
  <V extends SpecificRecord> Future<RecordMetadata> send(Topic<V> topic, String key, V value) {
    int partitions = producer.partitionsFor(topic.name()).size();
    return producer.send(
        new ProducerRecord<>(
            topic.name(),
            topic.placement().partition(key, value, partitions),
            key.getBytes(StandardCharsets.UTF_8),
            serializer.serialize(topic.name(), value)));
  }

  Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return producer.send(record);
  }

  /**
   * Returns when Kafka has it.
   *
   * @throws KafkaException if it may not have it
   */
  static void await(Future<RecordMetadata> sent) throws InterruptedException {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
