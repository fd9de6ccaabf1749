package io.penstock.schemas.streams;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What is kept of a record that can never be understood: original key, value, time and headers, and
 * the reason in headers that are named as Kafka Streams names those of its own dead letters.
 */
public final class DeadLetterRecord {
  private static final String PREFIX = "__streams.errors.";

  private DeadLetterRecord() {}

  /** The dead letter of a record, for a topic of dead letters. */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, ConsumerRecord<byte[], byte[]> source, Exception reason) {
    var letter =
        new ProducerRecord<>(
            topic,
            null,
            source.timestamp() < 0 ? null : source.timestamp(),
            source.key(),
            source.value());
    Headers headers = letter.headers();
    source.headers().forEach(headers::add);
    StringWriter stackTrace = new StringWriter();
    reason.printStackTrace(new PrintWriter(stackTrace));
    add(headers, "exception", reason.toString());
    add(headers, "stacktrace", stackTrace.toString());
    add(headers, "message", String.valueOf(reason.getMessage()));
    add(headers, "topic", source.topic());
    add(headers, "partition", Integer.toString(source.partition()));
    add(headers, "offset", Long.toString(source.offset()));
    return letter;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
