package io.penstock.chaos.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** A record that is filled field by field; what is not named has the schema's default. */
final class AvroForm {
  private final int id;
  private final Schema schema;
  private final GenericRecordBuilder builder;

  /**
   * @param id the registry's number of the schema
   */
  AvroForm(int id, Schema schema) {
    this.id = id;
    this.schema = schema;
    this.builder = new GenericRecordBuilder(schema);
  }

  AvroForm empty() {
    return new AvroForm(id, schema);
  }

  AvroForm set(String field, @Nullable Object value) {
    Schema type = typeOf(field);
    builder.set(
        field,
        type.getType() == Schema.Type.ENUM && value != null
            ? new GenericData.EnumSymbol(type, value.toString())
            : value);
    return this;
  }

  /** An empty form for the record in this field. */
  AvroForm child(String field) {
    Schema type = typeOf(field);
    return new AvroForm(id, type.getType() == Schema.Type.ARRAY ? type.getElementType() : type);
  }

  AvroForm list(String field, AvroForm... children) {
    List<GenericRecord> records = new ArrayList<>();
    for (AvroForm each : children) {
      records.add(each.build());
    }
    builder.set(field, new GenericData.Array<>(typeOf(field), records));
    return this;
  }

  GenericRecord build() {
    return builder.build();
  }

  /** What is filled in, in Confluent's wire format. */
  byte[] encode() throws IOException {
    GenericRecord record = build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private Schema typeOf(String field) {
    Schema type = schema.getField(field).schema();
    if (!type.isUnion()) {
      return type;
    }
    return type.getTypes().stream()
        .filter(each -> each.getType() != Schema.Type.NULL)
        .findFirst()
        .orElse(type);
  }
}
