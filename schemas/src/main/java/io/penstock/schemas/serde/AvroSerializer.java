package io.penstock.schemas.serde;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Subjects;
import io.penstock.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated Avro records: magic byte 0, the schema's id in four bytes, the record's binary.
 * The registry is asked once a record type. Threads may share it.
 */
public final class AvroSerializer implements Serializer<SpecificRecord> {
  /** First byte of every value. */
  static final byte MAGIC = 0;

  /** Magic byte and the schema's id, big endian. */
  static final int HEADER_BYTES = 5;

  private static final int LARGEST_SPARE_BYTES = 64 * 1024;

  private @Nullable SchemaRegistry registry;
  private final Map<Schema, Writer> writers = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Scratch> spare = new AtomicReference<>();

  public AvroSerializer() {}

  public AvroSerializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    registry = SchemaRegistry.from(config);
    resolveAll();
  }

  /**
   * Asks for every schema's id now: a registry that goes away later cannot interrupt a write.
   *
   * @throws SchemaRegistry.RegistryUnavailableException if the registry does not answer
   * @throws SchemaRegistry.UnknownSchemaException if it does not have a schema of this build
   */
  public AvroSerializer resolveAll() {
    for (Class<? extends SpecificRecord> type : Subjects.ALL.values()) {
      var _ = writers.computeIfAbsent(SpecificData.get().getSchema(type), this::writerOf);
    }
    return this;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord value) {
    if (value == null) {
      return null;
    }
    Writer writer = writers.computeIfAbsent(value.getSchema(), this::writerOf);
    Scratch scratch = spare.getAndSet(null);
    if (scratch == null) {
      scratch = new Scratch();
    }
    byte[] bytes = scratch.write(topic, writer, value);
    if (bytes.length > LARGEST_SPARE_BYTES) {
      requireThatItFits(topic, value, bytes.length);
    } else {
      spare.set(scratch);
    }
    return bytes;
  }

  /** Here it can still be told which record is at fault; the broker's answer comes too late. */
  private static void requireThatItFits(String topic, SpecificRecord value, int bytes) {
    int most =
        Topics.byName(topic).isPresent()
            ? RecordSizes.MOST_SENT_BYTES
            : RecordSizes.MOST_STORED_BYTES;
    if (bytes > most) {
      throw new SerializationException(
          "%s: a %s of %d bytes; it may have %d"
              .formatted(topic, value.getSchema().getName(), bytes, most));
    }
  }

  private Writer writerOf(Schema schema) {
    if (registry == null) {
      throw new IllegalStateException("not configured: " + SchemaRegistry.URL_CONFIG);
    }
    return new Writer(schema, registry.idOf(Subjects.of(schema), schema));
  }

  /** Writes one record type by the code that Avro generated for it. */
  private static final class Writer {
    private final byte[] header;
    private final SpecificDatumWriter<SpecificRecord> datum;

    Writer(Schema schema, int schemaId) {
      header = ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
      SpecificData data = new SpecificData();
      data.setCustomCoders(true);
      datum = new SpecificDatumWriter<>(schema, data);
    }
  }

  /** Buffers of one write at a time, used again by the next; dropped when a write fails. */
  private static final class Scratch {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

    byte[] write(String topic, Writer writer, SpecificRecord value) {
      bytes.reset();
      bytes.writeBytes(writer.header);
      try {
        writer.datum.write(value, encoder);
        encoder.flush();
      } catch (IOException | RuntimeException e) {
        throw new SerializationException(
            topic + ": incomplete " + value.getSchema().getName() + ": " + e.getMessage(), e);
      }
      return bytes.toByteArray();
    }
  }
}
