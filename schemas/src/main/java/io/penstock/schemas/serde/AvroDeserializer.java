package io.penstock.schemas.serde;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Subjects;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what any client wrote in Confluent's wire format with a schema of the registry, old or new,
 * into the generated record of this build. The registry is asked once a schema id.
 *
 * <p>A record that cannot be read is a {@link SerializationException} that says why; a registry
 * that is away is {@link SchemaRegistry.RegistryUnavailableException}, since the record may be
 * good.
 */
public final class AvroDeserializer implements Deserializer<SpecificRecord> {
  private @Nullable SchemaRegistry registry;
  private final Map<Integer, RecordReader> readers = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable BinaryDecoder> spare = new AtomicReference<>();

  public AvroDeserializer() {}

  public AvroDeserializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    registry = SchemaRegistry.from(config);
  }

  /**
   * What a topology reads: too large a record is refused before any of it is decoded, and one with
   * too long a text before anybody could repeat it in an answer.
   */
  @Override
  public @Nullable SpecificRecord deserialize(
      String topic, @Nullable Headers headers, byte @Nullable [] bytes) {
    Topic<?> known = Topics.byName(topic).orElse(null);
    if (known == null) {
      return deserialize(topic, bytes);
    }
    int size = RecordSizes.of(headers) + (bytes == null ? 0 : bytes.length);
    int most = RecordSizes.mostBytes(known);
    if (size > most) {
      throw new SerializationException(
          "%s: %d bytes with its headers; a record has at most %d".formatted(topic, size, most));
    }
    SpecificRecord value = deserialize(topic, bytes);
    // A short record has no long text.
    int mostChars = RecordSizes.mostTextChars(known);
    if (value != null && size > mostChars && Texts.longest(value) > mostChars) {
      throw new SerializationException(
          "%s: a text of %d characters; the longest has %d"
              .formatted(topic, Texts.longest(value), mostChars));
    }
    return value;
  }

  @Override
  public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < AvroSerializer.HEADER_BYTES) {
      throw new SerializationException(
          topic + ": truncated: " + bytes.length + " bytes, the header alone has 5");
    }
    if (bytes[0] != AvroSerializer.MAGIC) {
      throw new SerializationException(
          topic + ": wrong magic byte " + bytes[0] + ", Confluent's wire format begins with 0");
    }
    RecordReader reader = reader(topic, ByteBuffer.wrap(bytes).getInt(1));
    requireTypeOf(topic, reader.type());
    return decode(topic, reader, bytes);
  }

  private SpecificRecord decode(String topic, RecordReader reader, byte[] bytes) {
    String type = reader.type().getSimpleName();
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes,
                AvroSerializer.HEADER_BYTES,
                bytes.length - AvroSerializer.HEADER_BYTES,
                spare.getAndSet(null));
    try {
      SpecificRecord value = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new IOException("bytes left over");
      }
      spare.set(decoder);
      return value;
    } catch (EOFException e) {
      throw new SerializationException(topic + ": truncated within a " + type, e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Corrupt bytes make Avro throw nearly anything, UnsupportedOperationException among it.
      throw new SerializationException(topic + ": not a " + type + ": " + e.getMessage(), e);
    }
  }

  private RecordReader reader(String topic, int schemaId) {
    RecordReader known = readers.get(schemaId);
    if (known != null) {
      return known;
    }
    if (registry == null) {
      throw new IllegalStateException("not configured: " + SchemaRegistry.URL_CONFIG);
    }
    Schema writerSchema;
    try {
      writerSchema = registry.byId(schemaId);
    } catch (SchemaRegistry.UnknownSchemaException e) {
      throw new SerializationException(topic + ": unknown schema id " + schemaId, e);
    }
    Class<? extends SpecificRecord> type = Subjects.typeOf(writerSchema);
    if (type == null) {
      throw new SerializationException(
          topic + ": schema id " + schemaId + " is a foreign " + writerSchema.getFullName());
    }
    RecordReader reader = new RecordReader(writerSchema, type);
    readers.put(schemaId, reader);
    return reader;
  }

  private static void requireTypeOf(String topicName, Class<?> type) {
    Topic<?> topic = Topics.byName(topicName).orElse(null);
    if (topic != null && topic.valueType() != type) {
      throw new SerializationException(
          topicName
              + ": holds "
              + topic.valueType().getSimpleName()
              + ", but this is a "
              + type.getSimpleName());
    }
  }
}
