package io.penstock.streams;

import io.penstock.schemas.RecordSizes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a record that can never be understood: original key, value, time and headers, and
 * the reason in headers that are named as Kafka Streams names those of its own dead letters. It
 * always fits its topic: headers and reason are cut, key and value are not, unless they are larger
 * than {@link RecordSizes#MOST_INTACT_BYTES}; then only where the record stands is kept.
 */
public final class DeadLetterRecord {
  /** Header with the number of the original headers that were too many or too large to keep. */
  public static final String HEADERS_LEFT_OUT = "__streams.errors.headers-left-out";

  /** Header with the bytes of a key and value that were too large to keep. */
  public static final String BYTES_LEFT_OUT = "__streams.errors.bytes-left-out";

  private static final String PREFIX = "__streams.errors.";
  private static final int MOST_HEADERS = 64;
  private static final int MOST_HEADER_BYTES = 32 * 1024;
  private static final int MOST_TRACE_CHARS = 8 * 1024;
  private static final int MOST_MESSAGE_CHARS = 1024;

  private DeadLetterRecord() {}

  /** The dead letter of a record, for a topic of dead letters. */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, ConsumerRecord<byte[], byte[]> source, Throwable reason) {
    int bytes = length(source.key()) + length(source.value());
    boolean fits = bytes <= RecordSizes.MOST_INTACT_BYTES;
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(
            topic,
            null,
            time(source.timestamp()),
            fits ? source.key() : null,
            fits ? source.value() : null);
    Headers headers = letter.headers();
    keepSome(source.headers(), headers);
    if (!fits) {
      headers.add(BYTES_LEFT_OUT, Integer.toString(bytes).getBytes(StandardCharsets.UTF_8));
    }
    StringWriter stackTrace = new StringWriter();
    reason.printStackTrace(new PrintWriter(stackTrace));
    add(headers, "exception", cut(reason.toString(), MOST_MESSAGE_CHARS));
    add(headers, "stacktrace", cut(stackTrace.toString(), MOST_TRACE_CHARS));
    add(headers, "message", cut(String.valueOf(reason.getMessage()), MOST_MESSAGE_CHARS));
    add(headers, "topic", source.topic());
    add(headers, "partition", Integer.toString(source.partition()));
    add(headers, "offset", Long.toString(source.offset()));
    return letter;
  }

  /** The same for what a stream was processing. */
  static ProducerRecord<byte[], byte[]> of(
      String topic, ErrorHandlerContext source, Throwable reason) {
    byte[] key = source.sourceRawKey();
    byte[] value = source.sourceRawValue();
    return of(
        topic,
        new ConsumerRecord<>(
            source.topic(),
            source.partition(),
            source.offset(),
            source.timestamp(),
            TimestampType.CREATE_TIME,
            length(key),
            length(value),
            key,
            value,
            source.headers() == null ? new RecordHeaders() : source.headers(),
            Optional.empty()),
        reason);
  }

  /** A time that every broker takes; null: now. */
  private static @Nullable Long time(long timestampMs) {
    return timestampMs < 0 || timestampMs > System.currentTimeMillis() ? null : timestampMs;
  }

  private static void keepSome(Headers original, Headers kept) {
    int bytes = 0;
    int count = 0;
    int leftOut = 0;
    for (Header header : original) {
      int size = header.key().length() + length(header.value());
      if (count < MOST_HEADERS && bytes + size <= MOST_HEADER_BYTES) {
        kept.add(header);
        bytes += size;
        count++;
      } else {
        leftOut++;
      }
    }
    if (leftOut > 0) {
      kept.add(HEADERS_LEFT_OUT, Integer.toString(leftOut).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
