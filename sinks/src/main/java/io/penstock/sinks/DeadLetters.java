package io.penstock.sinks;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Topics;
import io.penstock.sinks.FactReader.Rejected;
import io.penstock.streams.DeadLetterRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps records that will never become rows. */
final class DeadLetters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final KafkaProducer<byte[], byte[]> producer;

  DeadLetters(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG,
                "penstock-sinks-dead-letters",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                RecordSizes.MOST_DEAD_LETTER_BYTES,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                20_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Returns when all of them are safe.
   *
   * @throws UnavailableException if some may not be
   */
  void send(List<Rejected> rejected) throws UnavailableException {
    try {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Rejected each : rejected) {
        log.warn(
            "{}-{} offset {} goes to {}: {}",
            each.source().topic(),
            each.source().partition(),
            each.source().offset(),
            Topics.SINKS_DEAD_LETTERS,
            each.reason().getMessage());
        sent.add(
            producer.send(
                DeadLetterRecord.of(Topics.SINKS_DEAD_LETTERS, each.source(), each.reason())));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw new UnavailableException(Topics.SINKS_DEAD_LETTERS, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
