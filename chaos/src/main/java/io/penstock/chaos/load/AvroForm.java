package io.penstock.chaos.load;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;

/** A record that is filled field by field; what is not named has the schema's default. */
final class AvroForm {
  private final Schema schema;
  private final GenericRecordBuilder builder;

  AvroForm(Schema schema) {
    this.schema = schema;
    this.builder = new GenericRecordBuilder(schema);
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
    return new AvroForm(type.getType() == Schema.Type.ARRAY ? type.getElementType() : type);
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
