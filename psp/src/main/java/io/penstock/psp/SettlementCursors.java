package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.SettlementCursor;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Keeps in Kafka how far settlement lines have been fetched, so that it outlives the process. */
final class SettlementCursors {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final PspSettings settings;
  private final PspProducer producer;

  SettlementCursors(PspSettings settings, PspProducer producer) {
    this.settings = settings;
    this.producer = producer;
  }

  /** Returns when Kafka has it. */
  void keep(SettlementCursor cursor) throws InterruptedException {
    PspProducer.await(producer.send(Topics.PSP_CURSORS, cursor.getPsp(), cursor));
  }

  /**
   * The latest of a PSP; empty: none was ever kept.
   *
   * @throws KafkaException if Kafka does not tell
   */
  Optional<SettlementCursor> latest(String psp) {
    String topic = Topics.PSP_CURSORS.name();
    var deserializer = new AvroDeserializer(SchemaRegistry.at(settings.registryUrl()));
    Optional<SettlementCursor> latest = Optional.empty();
    try (var consumer =
        new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all, PATIENCE);
      long givesUp = System.nanoTime() + PATIENCE.toNanos();
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        if (System.nanoTime() - givesUp > 0) {
          throw new KafkaException(topic + " was not read to its end within " + PATIENCE);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.key() != null && psp.equals(new String(record.key(), UTF_8))) {
            latest =
                Optional.ofNullable(
                    (SettlementCursor) deserializer.deserialize(topic, record.value()));
          }
        }
      }
    }
    return latest;
  }

  private Map<String, Object> config() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        settings.bootstrapServers(),
        ConsumerConfig.CLIENT_ID_CONFIG,
        "penstock-psp-cursors",
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false);
  }
}
