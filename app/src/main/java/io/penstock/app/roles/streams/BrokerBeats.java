package io.penstock.app.roles.streams;

import static java.util.Map.entry;

import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an empty record every second and tells a clock what time the broker wrote on it. */
public final class BrokerBeats implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerBeats.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What is on the record when it leaves: the broker replaces it. */
  private static final long NO_TIME = 0;

  private final BrokerClock clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("clock-beats").factory());
  private String lastTrouble = "";

  private BrokerBeats(BrokerClock clock, String bootstrapServers) {
    this.clock = clock;
    int patienceMs = Math.toIntExact(PATIENCE.toMillis());
    producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                entry(ProducerConfig.CLIENT_ID_CONFIG, "penstock-clock"),
                entry(ProducerConfig.ACKS_CONFIG, "1"),
                entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
                entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, patienceMs),
                entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMs),
                entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patienceMs)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Begins at once. */
  public static BrokerBeats start(BrokerClock clock, String bootstrapServers) {
    BrokerBeats beats = new BrokerBeats(clock, bootstrapServers);
    var _ =
        beats.executor.scheduleWithFixedDelay(
            beats::beat, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return beats;
  }

  private void beat() {
    try {
      long sent = System.nanoTime();
      RecordMetadata written =
          producer
              .send(new ProducerRecord<>(Topics.CLOCK_BEATS, 0, NO_TIME, null, new byte[0]))
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      long answered = System.nanoTime();
      if (written.timestamp() == NO_TIME) {
        tell(Topics.CLOCK_BEATS + " must have message.timestamp.type=LogAppendTime");
        return;
      }
      clock.compare(written.timestamp(), sent, answered);
      tell(clock.trouble().orElse(""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | java.util.concurrent.TimeoutException | KafkaException e) {
      tell("the broker does not tell its time: " + e.getMessage());
    }
  }

  /** Once for each kind of trouble: seconds do not make another. */
  private void tell(String trouble) {
    String kind = trouble.replaceAll("\\d", "");
    if (!kind.equals(lastTrouble)) {
      if (trouble.isEmpty()) {
        log.info("This machine's clock agrees with the broker's");
      } else {
        log.error("Clock: {}", trouble);
      }
      lastTrouble = kind;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
