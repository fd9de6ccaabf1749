package io.penstock.app.cli.deadletters;

import io.penstock.schemas.Records;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * A value in Confluent's wire format, read with the schema that it was written with, whether it
 * belongs to its topic or not.
 */
public sealed interface WireValue {
  /** Magic byte 0 and the schema's id. */
  int HEADER_BYTES = 5;

  /** What it holds, as JSON. */
  record Decoded(String schema, String json) implements WireValue {}

  /** Why it cannot be read. */
  record Undecodable(String reason) implements WireValue {}

  /** Reads it as well as it can be. */
  static WireValue of(byte[] value, SchemaRegistry registry) {
    if (value.length < HEADER_BYTES) {
      return new Undecodable("shorter than the header of 5 bytes");
    }
    if (value[0] != 0) {
      return new Undecodable("the first byte is " + value[0] + ", not 0");
    }
    try {
      Schema schema = registry.byId(ByteBuffer.wrap(value).getInt(1));
      return read(value, schema);
    } catch (SchemaRegistry.UnknownSchemaException
        | SchemaRegistry.RegistryUnavailableException e) {
      return new Undecodable(String.valueOf(e.getMessage()));
    }
  }

  private static WireValue read(byte[] value, Schema schema) {
    // Corrupt bytes may claim any number of items.
    Records.prepare();
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
    try {
      Object content = new GenericDatumReader<>(schema).read(null, decoder);
      return decoder.isEnd()
          ? new Decoded(schema.getFullName(), String.valueOf(content))
          : new Undecodable("bytes left over behind a " + schema.getFullName());
    } catch (EOFException e) {
      return new Undecodable("truncated within a " + schema.getFullName());
    } catch (IOException | RuntimeException e) {
      // Corrupt bytes make Avro throw nearly anything.
      return new Undecodable("not a " + schema.getFullName() + ": " + e.getMessage());
    }
  }
}
