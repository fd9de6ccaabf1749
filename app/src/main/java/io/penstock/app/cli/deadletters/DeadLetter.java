package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 *
 * @param replayedAt when it was last sent again; null if it never was
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, @Nullable Instant replayedAt) {
  /** Kafka Streams' own prefix of what it tells of a dead letter. */
  static final String ERRORS = "__streams.errors.";

  DeadLetterAddress address() {
    return DeadLetterAddress.of(record);
  }

  /** When the original record was written. */
  Instant time() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** The topic that the record was read from; empty where nobody noted it. */
  String sourceTopic() {
    return text("topic");
  }

  /** Topic, partition and offset that the record was read from. */
  String source() {
    return sourceTopic() + ":" + text("partition") + ":" + text("offset");
  }

  /** Why it is here, as a sentence, as well as it is known. */
  String reason() {
    String message = text("message");
    return message.isEmpty() ? text("exception") : message;
  }

  /** The original key as text; null if it had none. */
  @Nullable String key() {
    return record.key() == null ? null : new String(record.key(), UTF_8);
  }

  /** The original value. */
  byte @Nullable [] value() {
    return record.value();
  }

  /** All headers, those of the original record first. */
  List<Header> headers() {
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
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  /** For machines. */
  ObjectNode asJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("address", address().toString())
        .put("topic", record.topic())
        .put("partition", record.partition())
        .put("offset", record.offset())
        .put("source_topic", sourceTopic())
        .put("source", source())
        .put("key", key())
        .put("reason", reason())
        .put("time", time().toString())
        .put("replayed_at", replayedAt == null ? null : replayedAt.toString());
  }
}
