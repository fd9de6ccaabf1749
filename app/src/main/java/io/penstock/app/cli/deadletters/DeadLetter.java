package io.penstock.app.cli.deadletters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be taken: the original key, value and headers, and why it is here in
 * headers whose names begin with {@value #ERRORS}.
 */
public final class DeadLetter {
  /** Kafka Streams' own prefix of what it tells of a dead letter. */
  static final String ERRORS = "__streams.errors.";

  private final ConsumerRecord<byte[], byte[]> record;
  private final @Nullable Instant replayedAt;

  DeadLetter(ConsumerRecord<byte[], byte[]> record, @Nullable Instant replayedAt) {
    this.record = record;
    this.replayedAt = replayedAt;
  }

  public DeadLetterAddress address() {
    return new DeadLetterAddress(record.topic(), record.partition(), record.offset());
  }

  /** When the original record was written. */
  public Instant time() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** When it was last sent again; null if it never was. */
  public @Nullable Instant replayedAt() {
    return replayedAt;
  }

  /** The topic that the record was read from; empty where nobody noted it. */
  public String sourceTopic() {
    return text("topic");
  }

  /** Topic, partition and offset that the record was read from. */
  public String source() {
    return sourceTopic() + ":" + text("partition") + ":" + text("offset");
  }

  /** Why it is here, as a sentence, as well as it is known. */
  public String reason() {
    String message = text("message");
    return message.isEmpty() ? text("exception") : message;
  }

  /** The original key as text; null if it had none. */
  public @Nullable String keyText() {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** The original key. */
  public byte @Nullable [] key() {
    return record.key();
  }

  /** The original value. */
  public byte @Nullable [] value() {
    return record.value();
  }

  /** All headers, those of the original record first. */
  public List<Header> headers() {
    return Arrays.asList(record.headers().toArray());
  }

  /** The headers of the original record. */
  Headers originalHeaders() {
    Headers original = new RecordHeaders();
    headers().stream()
        .filter(header -> !header.key().startsWith(ERRORS))
        .filter(header -> !header.key().equals(Replay.REPLAYED_FROM))
        .forEach(original::add);
    return original;
  }

  private String text(String name) {
    Header header = record.headers().lastHeader(ERRORS + name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
