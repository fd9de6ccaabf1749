package io.penstock.benchmarks;

import io.penstock.embedded.kafka.EmbeddedKafka;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends on one thread and counts committed results on another, as clients do. */
final class Load {
  private static final Logger log = LoggerFactory.getLogger(Load.class);

  private final EmbeddedKafka kafka;
  private final int partitions;

  Load(EmbeddedKafka kafka, int partitions) {
    this.kafka = kafka;
    this.partitions = partitions;
  }

  static Map<String, Object> producerSettings(EmbeddedKafka kafka) {
    return Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        kafka.bootstrapServers(),
        ProducerConfig.LINGER_MS_CONFIG,
        2,
        ProducerConfig.BATCH_SIZE_CONFIG,
        256 * 1024,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        "lz4");
  }

  /** A record that cannot be sent shows as one that is never committed. */
  static <K, V> void send(KafkaProducer<K, V> producer, ProducerRecord<K, V> record) {
    var _ =
        producer.send(
            record,
            (_, failure) -> {
              if (failure != null) {
                log.error("not sent: {}", record.key(), failure);
              }
            });
  }

  /** Results a second, from the first send to the last committed result. */
  long timed(String topic, int records, IntConsumer send) {
    return timed(topic, records, send, _ -> true);
  }

  /**
   * The same where not every record of the topic is a result.
   *
   * @param isResult counts a record
   */
  long timed(
      String topic,
      int records,
      IntConsumer send,
      Predicate<ConsumerRecord<String, byte[]>> isResult) {
    try (var committed = new CommittedCount(kafka.bootstrapServers(), topic, partitions)) {
      long start = System.nanoTime();
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < records; i++) {
                      send.accept(i);
                    }
                  });
      committed.await(records, isResult);
      join(sender);
      return Math.round(records / ((System.nanoTime() - start) / 1e9));
    }
  }

  /**
   * Sends at an even rate and notes how long each record takes to its committed result.
   *
   * @param numberOf the number of the record whose result this is; negative: it is none
   */
  Percentiles paced(
      String topic,
      long rate,
      int seconds,
      IntConsumer send,
      ToIntFunction<ConsumerRecord<String, byte[]>> numberOf) {
    int records = Math.toIntExact(rate * seconds);
    long[] sent = new long[records];
    long[] took = new long[records];
    try (var committed = new CommittedCount(kafka.bootstrapServers(), topic, partitions)) {
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    long start = System.nanoTime();
                    for (int i = 0; i < records; i++) {
                      // From when it was due: a sender that falls behind must not flatter.
                      sent[i] = awaitTurn(start, i, rate);
                      send.accept(i);
                    }
                  });
      committed.await(
          records,
          result -> {
            int number = numberOf.applyAsInt(result);
            if (number >= 0) {
              took[number] = System.nanoTime() - sent[number];
            }
            return number >= 0;
          });
      join(sender);
    }
    return Percentiles.of(took);
  }

  private static long awaitTurn(long start, int number, long rate) {
    long due = start + number * 1_000_000_000L / rate;
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return due;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
