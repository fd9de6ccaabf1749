package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters to where they came from, key, value and headers as they were. The record and a
 * mark behind the letter are one transaction, and no two replays run at once, so that no letter is
 * sent twice: a credit on its way would otherwise arrive twice.
 */
final class Replay implements AutoCloseable {
  /** Header of a replayed record: the letter's address. */
  static final String REPLAYED_FROM = "penstock.replayed-from";

  /** Header of a mark: the address of the letter that was replayed. */
  static final String MARK = "penstock.replayed";

  /**
   * What asks for something or reports it from outside, and tells itself apart when it comes twice,
   * by an id or an idempotency key. All else is fact, or a table whose newer row an old one would
   * replace.
   */
  private static final Set<String> REPLAYABLE =
      Stream.of(
              Topics.ACCOUNT_COMMANDS,
              Topics.TRANSFERS_REQUESTED,
              Topics.TRANSFER_STEPS,
              Topics.CREDIT_LEGS,
              Topics.PAYMENT_COMMANDS,
              Topics.PSP_REQUESTS,
              Topics.PSP_RESULTS,
              Topics.FRAUD_CHECKS,
              Topics.SETTLEMENTS_REPORTED,
              Topics.SETTLEMENT_MATCHING,
              Topics.RECONCILIATION_COMMANDS)
          .map(Topic::name)
          .collect(Collectors.toUnmodifiableSet());

  private final KafkaProducer<byte[], byte[]> producer;

  /** Ends a replay that runs elsewhere. */
  Replay(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.ofEntries(
                entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                entry(ProducerConfig.CLIENT_ID_CONFIG, "penstock-dead-letters"),
                entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "penstock-dead-letters-replay"),
                entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordSizes.MOST_DEAD_LETTER_BYTES),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Why a letter cannot be sent again; null if it can. */
  static @Nullable String obstacle(DeadLetter letter) {
    if (letter.sourceTopic().isEmpty()) {
      return "it does not say which topic it came from";
    }
    return REPLAYABLE.contains(letter.sourceTopic())
        ? null
        : letter.sourceTopic()
            + " holds what has been decided or set; to write it again would falsify it";
  }

  /**
   * Sends one letter to its source topic.
   *
   * @return where it stands there now
   * @throws KafkaException if it was not sent; close the replay then, which undoes what was begun
   */
  RecordMetadata send(DeadLetter letter) {
    byte[] address = letter.address().toString().getBytes(UTF_8);
    producer.beginTransaction();
    try {
      Future<RecordMetadata> sent = producer.send(original(letter, address));
      var _ = producer.send(mark(letter, address));
      producer.commitTransaction();
      return sent.get();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Without a partition: the key decides, as for every producer of commands. */
  private static ProducerRecord<byte[], byte[]> original(DeadLetter letter, byte[] address) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.sourceTopic(),
            null,
            null,
            letter.record().key(),
            letter.value(),
            letter.originalHeaders());
    record.headers().add(REPLAYED_FROM, address);
    return record;
  }

  private static ProducerRecord<byte[], byte[]> mark(DeadLetter letter, byte[] address) {
    DeadLetterAddress place = letter.address();
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(place.topic(), place.partition(), letter.record().key(), null);
    mark.headers().add(MARK, address);
    return mark;
  }

  @Override
  public void close() {
    producer.close();
  }
}
