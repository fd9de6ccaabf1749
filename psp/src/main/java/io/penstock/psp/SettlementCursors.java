package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.SettlementCursor;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.CommittedReader;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;

/** Keeps in Kafka how far settlement lines have been fetched, so that it outlives the process. */
record SettlementCursors(PspSettings settings, PspProducer producer) {
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
    AtomicReference<byte[]> latest = new AtomicReference<>();
    try (var reader = new CommittedReader(settings.bootstrapServers(), "penstock-psp-cursors")) {
      reader.read(
          reader.partitions(topic),
          record -> {
            if (record.key() != null && psp.equals(new String(record.key(), UTF_8))) {
              latest.set(record.value());
            }
          });
    }
    var deserializer = new AvroDeserializer(SchemaRegistry.at(settings.registryUrl()));
    return Optional.ofNullable(latest.get())
        .map(value -> (SettlementCursor) deserializer.deserialize(topic, value));
  }
}
