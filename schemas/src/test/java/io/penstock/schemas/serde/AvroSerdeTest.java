package io.penstock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.schemas.Counters;
import io.penstock.schemas.SampleRecords;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroSerdeTest {
  private static final String TOPICS = "io.penstock.schemas.SampleRecords#topics";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CountingRegistry registry = new CountingRegistry();
  private final AvroSerde serde = new AvroSerde(registry);

  @ParameterizedTest
  @MethodSource(TOPICS)
  void everyRecordComesBackAsItWas(Topic<?> topic) {
    for (SpecificRecord value : SampleRecords.of(topic, 200, 1)) {
      SpecificRecord back = read(topic, write(topic, value));

      assertThat(back).isInstanceOf(topic.valueType()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void aForeignReaderUnderstandsTheWireFormat(Topic<?> topic) throws IOException {
    for (SpecificRecord value : SampleRecords.of(topic, 20, 2)) {
      byte[] bytes = write(topic, value);

      ByteBuffer wire = ByteBuffer.wrap(bytes);
      assertThat(wire.get()).isZero();
      Schema schema = registry.byId(wire.getInt());
      var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      assertThat(decoder.isEnd()).isTrue();
      assertThat(JSON.readTree(record.toString())).isEqualTo(JSON.readTree(value.toString()));
    }
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void whatAForeignWriterWroteIsRead(Topic<?> topic) throws IOException {
    int schemaId = registry.register(topic.subject(), topic.schema());
    for (SpecificRecord value : SampleRecords.of(topic, 20, 3)) {
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<>(topic.schema()).write(value, encoder);
      encoder.flush();

      assertThat(read(topic, bytes.toByteArray())).isEqualTo(value);
      assertThat(write(topic, value)).isEqualTo(bytes.toByteArray());
    }
  }

  @Test
  void theHeaderIsMagicByteAndSchemaIdInBigEndian() {
    for (int i = 1; i < 300; i++) {
      registry.register("other-value", Schema.createFixed("Other" + i, null, null, i));
    }

    byte[] bytes = write(Topics.TRANSFER_OUTCOMES, outcome());

    assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 1, 300 - 256);
    assertThat(bytes[5]).as("length of transfer_id, zigzag").isEqualTo((byte) (2 * 2));
    assertThat(bytes[6]).isEqualTo((byte) 't');
  }

  @Test
  void aTombstoneStaysNull() {
    String topic = Topics.TRANSFER_OUTCOMES.name();

    assertThat(serde.serializer().serialize(topic, null)).isNull();
    assertThat(serde.deserializer().deserialize(topic, null)).isNull();
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void theRegistryIsAskedOnceASchemaAndNotOnceARecord(Topic<?> topic) {
    for (SpecificRecord value : SampleRecords.of(topic, 100, 4)) {
      read(topic, write(topic, value));
    }

    assertThat(registry.questions()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource(TOPICS)
  void recordsAreWrittenAndReadByTheirGeneratedCode(Topic<?> topic) throws Exception {
    SpecificRecord blank = topic.valueType().getConstructor().newInstance();
    byte[] nothing = ByteBuffer.allocate(5).putInt(1, 1).array();
    registry.register(topic.subject(), topic.schema());

    assertThatThrownBy(() -> write(topic, blank))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("incomplete " + topic.valueType().getSimpleName())
        .rootCause()
        .satisfies(e -> assertThat(callsOf(e)).contains(call(topic, "customEncode")));
    assertThatThrownBy(() -> read(topic, nothing))
        .isInstanceOf(SerializationException.class)
        .rootCause()
        .satisfies(e -> assertThat(callsOf(e)).contains(call(topic, "customDecode")));
  }

  @Test
  void aFailedWriteLeavesNothingBehindForTheNext() {
    TransferOutcome good = outcome();
    byte[] expected = write(Topics.TRANSFER_OUTCOMES, good);
    TransferOutcome incomplete = outcome();
    incomplete.put("currency", null);

    assertThatThrownBy(() -> write(Topics.TRANSFER_OUTCOMES, incomplete))
        .isInstanceOf(SerializationException.class);

    assertThat(write(Topics.TRANSFER_OUTCOMES, good)).isEqualTo(expected);
  }

  @Test
  void threadsMayShareASerde() throws Exception {
    List<SpecificRecord> values = SampleRecords.of(Topics.TRANSFER_OUTCOMES, 500, 5);
    Callable<Void> everything =
        () -> {
          for (SpecificRecord value : values) {
            assertThat(read(Topics.TRANSFER_OUTCOMES, write(Topics.TRANSFER_OUTCOMES, value)))
                .isEqualTo(value);
          }
          return null;
        };

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var done : threads.invokeAll(Collections.nCopies(8, everything))) {
        done.get();
      }
    }
  }

  @Test
  void aRecordThatBelongsToNoTopicIsRefused() {
    assertThatThrownBy(
            () -> serde.serializer().serialize("any", new Counters(1L, 0L, 0L, 0L, 0L, 0L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Counters belongs to no topic");
  }

  @Test
  void aCopyByBuilderIsEqual() {
    for (SpecificRecord value : SampleRecords.of(Topics.TRANSFER_OUTCOMES, 50, 6)) {
      TransferOutcome outcome = (TransferOutcome) value;

      assertThat(TransferOutcome.newBuilder(outcome).build()).isEqualTo(outcome);
    }
  }

  private static TransferOutcome outcome() {
    return TransferOutcome.newBuilder()
        .setTransferId("t1")
        .setScopeAccountId("alice")
        .setStatus(TransferStatus.POSTED)
        .setKind(TransferKind.DIRECT)
        .setDebitAccountId("alice")
        .setCurrency("USD")
        .setDecidedAtMs(1)
        .build();
  }

  private static List<String> callsOf(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .toList();
  }

  private static String call(Topic<?> topic, String method) {
    return topic.valueType().getName() + "." + method;
  }

  private byte[] write(Topic<?> topic, SpecificRecord value) {
    return serde.serializer().serialize(topic.name(), value);
  }

  private SpecificRecord read(Topic<?> topic, byte[] bytes) {
    return serde.deserializer().deserialize(topic.name(), bytes);
  }
}
