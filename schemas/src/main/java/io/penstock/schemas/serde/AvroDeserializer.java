package io.penstock.schemas.serde;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
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
  private final Map<Integer, Reader> readers = new ConcurrentHashMap<>();

  public AvroDeserializer() {}

  public AvroDeserializer(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    registry = SchemaRegistry.from(config);
  }

  @Override
  public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < AvroWire.HEADER_BYTES) {
      throw new SerializationException(
          topic + ": truncated: " + bytes.length + " bytes, the header alone has 5");
    }
    if (bytes[0] != AvroWire.MAGIC) {
      throw new SerializationException(
          topic + ": wrong magic byte " + bytes[0] + ", Confluent's wire format begins with 0");
    }
    Reader reader = reader(topic, ByteBuffer.wrap(bytes).getInt(1));
    SpecificRecord value = decode(topic, reader, bytes);
    requireTypeOf(topic, value);
    return value;
  }

  private static SpecificRecord decode(String topic, Reader reader, byte[] bytes) {
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(
                bytes, AvroWire.HEADER_BYTES, bytes.length - AvroWire.HEADER_BYTES, null);
    try {
      SpecificRecord value = reader.datum.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new SerializationException(
            topic + ": bytes left over behind a " + reader.type + ": not what its schema says");
      }
      return value;
    } catch (EOFException e) {
      throw new SerializationException(topic + ": truncated within a " + reader.type, e);
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | ClassCastException
        | NegativeArraySizeException e) {
      throw new SerializationException(topic + ": not a " + reader.type + ": " + e.getMessage(), e);
    }
  }

  private Reader reader(String topic, int schemaId) {
    Reader known = readers.get(schemaId);
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
    Class<?> type = SpecificData.get().getClass(writerSchema);
    if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
      throw new SerializationException(
          topic + ": schema id " + schemaId + " is a foreign " + writerSchema.getFullName());
    }
    SpecificData data = new SpecificData();
    data.setCustomCoders(true);
    Reader reader =
        new Reader(
            type.getSimpleName(),
            new SpecificDatumReader<>(writerSchema, SpecificData.get().getSchema(type), data));
    readers.put(schemaId, reader);
    return reader;
  }

  private static void requireTypeOf(String topicName, SpecificRecord value) {
    Topic<?> topic = Topics.byName(topicName).orElse(null);
    if (topic != null && !topic.valueType().isInstance(value)) {
      throw new SerializationException(
          topicName
              + ": holds "
              + topic.valueType().getSimpleName()
              + ", but this is a "
              + value.getSchema().getName());
    }
  }

  private record Reader(String type, SpecificDatumReader<SpecificRecord> datum) {}
}
