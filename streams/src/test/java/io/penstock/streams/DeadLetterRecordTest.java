package io.penstock.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.RecordSizes;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterRecordTest {
  private static final int MIB = 1024 * 1024;
  private final Random random = new Random(1);

  @Test
  void keepsKeyAndValueUnchangedHoweverManyHeadersThereWere() {
    Headers many = new RecordHeaders();
    for (int i = 0; i < 10_000; i++) {
      many.add("h" + i, bytes(100));
    }
    byte[] key = bytes(MIB);
    byte[] value = bytes(MIB);

    var letter = DeadLetterRecord.of("x.dead-letters", record(key, value, many, 1), failure());

    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(RecordSizes.of(letter.headers())).isLessThan(64 * 1024);
    assertThat(letter.headers().lastHeader("h0")).isEqualTo(many.lastHeader("h0"));
    assertThat(text(letter, DeadLetterRecord.HEADERS_LEFT_OUT)).isEqualTo("9936");
  }

  @Test
  void leavesOutAHeaderThatIsTooLargeAndKeepsTheNext() {
    Headers headers = new RecordHeaders().add("huge", bytes(MIB)).add("small", bytes(1));

    var letter = DeadLetterRecord.of("x", record(null, null, headers, 1), failure());

    assertThat(letter.headers().lastHeader("huge")).isNull();
    assertThat(letter.headers().lastHeader("small")).isNotNull();
    assertThat(text(letter, DeadLetterRecord.HEADERS_LEFT_OUT)).isEqualTo("1");
  }

  @Test
  void cutsAReasonThatWouldNotFit() {
    var failure = new IllegalStateException("x".repeat(5 * MIB));

    var letter = DeadLetterRecord.of("x", record(null, null, new RecordHeaders(), 1), failure);

    assertThat(RecordSizes.of(letter.headers())).isLessThan(32 * 1024);
    assertThat(text(letter, "__streams.errors.message")).startsWith("xxx").endsWith("…");
  }

  @Test
  void saysWhereARecordStandsThatNoDeadLetterCanHold() {
    byte[] expanded = new byte[RecordSizes.MOST_DEAD_LETTER_BYTES];

    var letter = DeadLetterRecord.of("x", record(bytes(1), expanded, noHeaders(), 1), failure());

    assertThat(letter.value()).isNull();
    assertThat(text(letter, DeadLetterRecord.BYTES_LEFT_OUT)).isEqualTo("12582913");
    assertThat(text(letter, "__streams.errors.topic")).isEqualTo("source");
    assertThat(text(letter, "__streams.errors.partition")).isEqualTo("3");
    assertThat(text(letter, "__streams.errors.offset")).isEqualTo("42");
  }

  @Test
  void holdsOnlyATimeThatABrokerTakes() {
    assertThat(letterAt(-1).timestamp()).isNull();
    assertThat(letterAt(Long.MAX_VALUE).timestamp()).isNull();
    assertThat(letterAt(1_000).timestamp()).isEqualTo(1_000);
  }

  @Test
  void aRecordWithoutATimePassesForOneOfThePartitionsLatest() {
    var extractor = new AnyTimestamp();

    assertThat(extractor.extract(untyped(-1), 7)).isEqualTo(7);
    assertThat(extractor.extract(untyped(-1), -1)).isZero();
    assertThat(extractor.extract(untyped(5), 7)).isEqualTo(5);
  }

  private static ConsumerRecord<Object, Object> untyped(long timestamp) {
    return new ConsumerRecord<>(
        "source",
        3,
        42,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        "",
        "",
        noHeaders(),
        Optional.empty());
  }

  private static ProducerRecord<byte[], byte[]> letterAt(long timestamp) {
    return DeadLetterRecord.of("x", record(null, null, noHeaders(), timestamp), failure());
  }

  private static ConsumerRecord<byte[], byte[]> record(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {
    return new ConsumerRecord<>(
        "source",
        3,
        42,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static Headers noHeaders() {
    return new RecordHeaders();
  }

  private static Exception failure() {
    return new IllegalStateException("broken");
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(ProducerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }
}
