package io.penstock.ingest.commands;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Map.entry;

import io.penstock.http.ProblemException;
import io.penstock.http.RequestIds;
import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes commands to their topics and says of each that fails whether Kafka may have taken it. All
 * requests share one; it is idempotent and waits for all replicas.
 */
public final class CommandProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandProducer.class);
  private static final int LINGER_MS = 2;

  /** After these a record is certainly not in the log. */
  private static final Set<Class<? extends Exception>> NEVER_TAKEN =
      Set.of(
          AuthenticationException.class,
          AuthorizationException.class,
          InvalidTopicException.class,
          RecordTooLargeException.class);

  private final KafkaProducer<String, SpecificRecord> producer;

  public CommandProducer(String bootstrapServers, String registryUrl) {
    this(bootstrapServers, registryUrl, Duration.ofSeconds(5), Map.of());
  }

  /**
   * @param timeout how long Kafka may take to acknowledge a command, at least 100 ms
   * @param further settings of the Kafka client; the door's own override them
   */
  public CommandProducer(
      String bootstrapServers, String registryUrl, Duration timeout, Map<String, String> further) {
    int delivery = Math.toIntExact(timeout.toMillis());
    Map<String, Object> configuration = new HashMap<>(further);
    configuration.putAll(
        Map.ofEntries(
            entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            entry(ProducerConfig.ACKS_CONFIG, "all"),
            entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
            entry(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS),
            entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery),
            entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery / 2),
            entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery)));
    producer =
        new KafkaProducer<>(
            configuration,
            new StringSerializer(),
            new AvroSerializer(SchemaRegistry.at(registryUrl)));
  }

  /**
   * Sends a record to the partition that the catalogue says.
   *
   * @return completes once Kafka has it; otherwise fails with a {@link ProblemException}: 503 where
   *     it was not taken, 504 where that is not known
   */
  public <V extends SpecificRecord> CompletableFuture<Void> send(
      Topic<V> topic, String key, V value) {
    var sent = new CompletableFuture<Void>();
    try {
      int partition = partition(topic, key, value);
      ProducerRecord<String, SpecificRecord> record =
          new ProducerRecord<>(topic.name(), partition, key, value);
      RequestIds.current()
          .ifPresent(id -> record.headers().add(RequestIds.HEADER, id.getBytes(US_ASCII)));
      var _ = producer.send(record, reporter(topic, sent));
    } catch (SchemaRegistry.RegistryUnavailableException
        | SchemaRegistry.UnknownSchemaException e) {
      LOG.warn("no schema for {}", topic.name(), e);
      sent.completeExceptionally(new ProblemException(Problems.REGISTRY_UNAVAILABLE));
    } catch (KafkaException e) {
      sent.completeExceptionally(problem(topic, e, false));
    }
    return sent;
  }

  /** The same, and waits until Kafka has it. */
  public <V extends SpecificRecord> void deliver(Topic<V> topic, String key, V value) {
    await(send(topic, key, value));
  }

  /**
   * Waits until Kafka has taken what was sent.
   *
   * @throws ProblemException as {@link #send} says
   */
  public static void await(CompletableFuture<Void> sent) {
    try {
      sent.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** The partition where the catalogue says that a record goes. */
  public <V extends SpecificRecord> int partition(Topic<V> topic, String key, V value) {
    return topic.placement().partition(key, value, producer.partitionsFor(topic.name()).size());
  }

  private static Callback reporter(Topic<?> topic, CompletableFuture<Void> sent) {
    long caller = Thread.currentThread().threadId();
    return (_, failure) -> {
      if (failure == null) {
        sent.complete(null);
      } else {
        // The client's own thread reports what was queued, the caller's what never was.
        boolean queued = Thread.currentThread().threadId() != caller;
        sent.completeExceptionally(problem(topic, failure, queued));
      }
    };
  }

  private static ProblemException problem(Topic<?> topic, Exception failure, boolean queued) {
    boolean mayBeTaken = queued && NEVER_TAKEN.stream().noneMatch(type -> type.isInstance(failure));
    LOG.atWarn()
        .addKeyValue("topic", topic.name())
        .addKeyValue("may_be_taken", mayBeTaken)
        .setCause(failure)
        .log("Kafka did not acknowledge a record");
    return new ProblemException(
        mayBeTaken ? Problems.NOT_ACKNOWLEDGED : Problems.KAFKA_UNAVAILABLE);
  }

  /** Waits for what is on its way, 5 seconds at most. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
