package io.penstock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.penstock.schemas.SampleRecords;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a topic: a value, or a SerializationException that says why not. */
class UnreadableBytesTest {
  private static final String TOPICS = "io.penstock.schemas.SampleRecords#topics";

  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final AvroSerde serde = new AvroSerde(registry);

  @Test
  void sayWhatIsWrongWithTheHeader() {
    byte[] wrongMagic = {1, 0, 0, 0, 1, 7};
    byte[] unknownId = {0, 0, 0, 4, 1, 7};

    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, new byte[0]), "truncated: 0 bytes");
    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, new byte[4]), "truncated: 4 bytes");
    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, wrongMagic), "wrong magic byte 1");
    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, unknownId), "unknown schema id 1025");
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void sayWhereARecordIsCutOff(Topic<?> topic) {
    byte[] whole = sample(topic, 1);

    for (int length = 5; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertUnreadable(
          () -> read(topic, cut), "truncated within a " + topic.valueType().getSimpleName());
    }
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void sayThatBytesAreLeftOver(Topic<?> topic) {
    byte[] whole = sample(topic, 1);

    assertUnreadable(() -> read(topic, Arrays.copyOf(whole, whole.length + 1)), "left over");
  }

  @Test
  void sayThatTheRecordIsAnotherTopics() {
    byte[] command = sample(Topics.TRANSFERS_REQUESTED, 1);

    assertUnreadable(
        () -> read(Topics.TRANSFER_OUTCOMES, command),
        "transfers.outcomes: holds TransferOutcome, but this is a TransferCommand");
  }

  @Test
  void sayThatTheRecordIsForeign() {
    Schema order =
        SchemaBuilder.record("com.example.Order").fields().requiredLong("id").endRecord();
    int orderId = registry.register("orders-value", order);
    int stringId = registry.register("names-value", Schema.create(Schema.Type.STRING));
    int classId =
        registry.register("x", SchemaBuilder.record("java.lang.Runtime").fields().endRecord());

    assertUnreadable(
        () -> read(Topics.LEDGER_ENTRIES, header(orderId)), "foreign com.example.Order");
    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, header(stringId)), "foreign string");
    assertUnreadable(
        () -> read(Topics.LEDGER_ENTRIES, header(classId)), "foreign java.lang.Runtime");
  }

  @Test
  void sayThatASchemaOfOurNameIsIncompatible() {
    Schema usurper =
        SchemaBuilder.record(Topics.LEDGER_ENTRIES.schema().getFullName())
            .fields()
            .requiredString("sequence")
            .endRecord();
    int id = registry.register("ledger.entries-value", usurper);
    byte[] bytes = Arrays.copyOf(header(id), 6);

    assertUnreadable(() -> read(Topics.LEDGER_ENTRIES, bytes), "not a LedgerEntry");
  }

  /** Each claims far more items or bytes than there are; memory must not follow the claim. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        100_001,
        1L << 30,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -(1L << 31)
      })
  void boundWhatARecordClaims(long claim) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(header(registry.register("x", Topics.TRANSFERS_REQUESTED.schema())));
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeString("t1");
    encoder.writeEnum(0);
    encoder.writeString("alice");
    encoder.writeLong(claim);
    byte[] credits = out.toByteArray();
    byte[] id = ByteBuffer.allocate(40).put(header(1)).put(zigzag(claim)).array();

    assertUnreadable(() -> read(Topics.TRANSFERS_REQUESTED, credits), "TransferCommand");
    assertUnreadable(() -> read(Topics.TRANSFERS_REQUESTED, id), "TransferCommand");
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void neverEndInAnythingElse(Topic<?> topic) {
    long seed = 20_261_120;
    Random random = new Random(seed);
    List<byte[]> good = LongStream.range(0, 50).mapToObj(i -> sample(topic, i)).toList();
    int unreadable = 0;

    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = damaged(good.get(round % good.size()), random);
      try {
        assertThat(read(topic, bytes)).isInstanceOf(topic.valueType());
      } catch (SerializationException e) {
        unreadable++;
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ", round " + round + ": " + Arrays.toString(bytes), e);
      }
    }

    assertThat(unreadable).isGreaterThan(1_000);
    assertThatCode(() -> read(topic, good.getFirst())).doesNotThrowAnyException();
  }

  /** The header's schema id is left as it is: what follows is what is tested here. */
  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] result = bytes.clone();
    for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
      int at = 5 + random.nextInt(result.length - 5);
      switch (random.nextInt(4)) {
        case 0 -> result[at] = (byte) random.nextInt();
        case 1 -> result[at] = (byte) 0xff;
        case 2 -> Arrays.fill(result, at, Math.min(result.length, at + 9), (byte) 0xff);
        default -> result = Arrays.copyOf(result, Math.max(6, at));
      }
    }
    return result;
  }

  private static void assertUnreadable(ThrowingCallable reading, String reason) {
    assertThatThrownBy(reading)
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] header(int schemaId) {
    return ByteBuffer.allocate(5).putInt(1, schemaId).array();
  }

  private static byte[] zigzag(long value) throws IOException {
    var out = new ByteArrayOutputStream();
    EncoderFactory.get().directBinaryEncoder(out, null).writeLong(value);
    return out.toByteArray();
  }

  private byte[] sample(Topic<?> topic, long seed) {
    return serde.serializer().serialize(topic.name(), SampleRecords.of(topic, 1, seed).getFirst());
  }

  private SpecificRecord read(Topic<?> topic, byte[] bytes) {
    return serde.deserializer().deserialize(topic.name(), bytes);
  }
}
