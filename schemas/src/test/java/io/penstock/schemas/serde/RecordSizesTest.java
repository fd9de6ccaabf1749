package io.penstock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Listing;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.SampleRecords;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSizesTest {
  private final AvroSerde serde = new AvroSerde(new InMemoryRegistry());
  private final String topic = Topics.VIEW_LISTINGS.name();

  @Test
  void whatIsWrittenCanBeReadEvenAtItsLargest() {
    Map<String, Long> fees = new HashMap<>();
    String currency = "x".repeat(8_000);
    for (int i = 0; i < RecordSizes.MOST_SENT_BYTES / 8_100; i++) {
      fees.put(currency + i, 1L);
    }
    var largest = new MerchantTerms("shop", 1, fees, 1L);

    String terms = Topics.MERCHANT_TERMS.name();
    byte[] bytes = Objects.requireNonNull(serde.serializer().serialize(terms, largest));

    assertThat(bytes.length).isGreaterThan(RecordSizes.MOST_SENT_BYTES - 20_000);
    assertThat(serde.deserializer().deserialize(terms, new RecordHeaders(), bytes))
        .isEqualTo(largest);
  }

  @Test
  void whatWouldNotFitItsTopicIsRefusedWhereItIsWritten() {
    assertThatThrownBy(
            () -> serde.serializer().serialize(topic, listing(RecordSizes.MOST_SENT_BYTES)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a Listing of");
    assertThat(serde.serializer().serialize("a-changelog", listing(RecordSizes.MOST_SENT_BYTES)))
        .isNotNull();
    assertThatThrownBy(
            () ->
                serde.serializer().serialize("a-changelog", listing(RecordSizes.MOST_STORED_BYTES)))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void aRecordThatIsTooLargeWithItsHeadersIsRefusedBeforeItIsRead() {
    var headers = new RecordHeaders().add("h", new byte[RecordSizes.MOST_READ_BYTES]);
    byte[] unknownSchema = {0, 0, 0, 4, 1, 7};

    assertThatThrownBy(() -> serde.deserializer().deserialize(topic, headers, unknownSchema))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("a record has at most");
  }

  @Test
  void aRecordWithALongTextAnywhereIsRefusedBeforeItCouldBeRepeated() {
    for (Topic<?> each : Topics.ALL) {
      int most = RecordSizes.mostTextChars(each);
      for (SpecificRecord sample : SampleRecords.of(each, 20, 1)) {
        SpecificRecord bloated = bloated(sample, "x".repeat(most + 1));
        if (bloated != null) {
          byte[] bytes = serde.serializer().serialize("any", bloated);

          assertThatThrownBy(
                  () -> serde.deserializer().deserialize(each.name(), new RecordHeaders(), bytes))
              .as(each.name())
              .isInstanceOf(SerializationException.class)
              .hasMessageContaining("a text of");
        }
      }
    }
  }

  @Test
  void theKeptAnswerOfALargeBatchCanBeRead() {
    String answers = Topics.IDEMPOTENCY_ANSWERS.name();
    var answer =
        new IdempotentAnswer(
            "f".repeat(64), 200, Map.of(), "x".repeat(RecordSizes.MOST_ANSWER_CHARS), 1L);
    byte[] bytes = serde.serializer().serialize(answers, answer);

    assertThat(serde.deserializer().deserialize(answers, new RecordHeaders(), bytes))
        .isEqualTo(answer);
  }

  @Test
  void commandsAreSmallerThanWhatMayAnswerThem() {
    assertThat(RecordSizes.MOST_COMMAND_BYTES * 4).isLessThan(RecordSizes.MOST_SENT_BYTES);
    assertThat(RecordSizes.mostBytes(Topics.TRANSFERS_REQUESTED))
        .isEqualTo(RecordSizes.MOST_COMMAND_BYTES);
    assertThat(RecordSizes.mostBytes(Topics.PSP_RESULTS)).isEqualTo(RecordSizes.MOST_READ_BYTES);
  }

  /** A record with one text in place of its last, wherever that stands; null: it has none. */
  private static @Nullable SpecificRecord bloated(SpecificRecord record, String text) {
    List<Schema.Field> fields = record.getSchema().getFields();
    for (int i = fields.size() - 1; i >= 0; i--) {
      Object value = record.get(i);
      if (value instanceof String) {
        record.put(i, text);
        return record;
      }
      if (value instanceof SpecificRecord inner && bloated(inner, text) != null) {
        return record;
      }
      if (value instanceof Map<?, ?> map
          && map.values().stream().anyMatch(String.class::isInstance)) {
        record.put(i, Map.of(text, ""));
        return record;
      }
    }
    return null;
  }

  @Test
  void aKeyIsShort() {
    try (KeySerde keys = new KeySerde()) {
      byte[] longest = new byte[RecordSizes.MOST_KEY_BYTES];
      byte[] tooLong = new byte[RecordSizes.MOST_KEY_BYTES + 1];

      assertThat(keys.deserializer().deserialize(topic, null)).isNull();
      assertThat(keys.deserializer().deserialize(topic, longest)).hasSize(longest.length);
      assertThatThrownBy(() -> keys.deserializer().deserialize(topic, tooLong))
          .isInstanceOf(SerializationException.class);
      assertThat(keys.deserializer().deserialize(topic, new byte[] {(byte) 0xC3, 0x28}))
          .contains("\uFFFD");
    }
  }

  private static Listing listing(int idLength) {
    return new Listing("payments", "x".repeat(idLength), 1L);
  }
}
