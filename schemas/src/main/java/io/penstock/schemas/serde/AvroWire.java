package io.penstock.schemas.serde;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Facts of the wire format that writer and reader share. */
final class AvroWire {
  /** First byte of every value. */
  static final byte MAGIC = 0;

  /** Magic byte and the schema's id, big endian. */
  static final int HEADER_BYTES = 5;

  /** A value's schema is found under its topic's subject, wherever it is written (stores too). */
  private static final Map<String, Topic<?>> TOPIC_OF_RECORD =
      Topics.ALL.stream()
          .collect(
              Collectors.toUnmodifiableMap(t -> t.schema().getFullName(), Function.identity()));

  private AvroWire() {}

  static String subjectOf(Schema schema) {
    Topic<?> topic = TOPIC_OF_RECORD.get(schema.getFullName());
    if (topic == null) {
      throw new IllegalArgumentException(schema.getFullName() + " belongs to no topic");
    }
    return topic.subject();
  }

  /** The generated record of a schema's name; null for a foreign one. */
  static @Nullable Class<? extends SpecificRecord> typeOf(Schema schema) {
    Topic<?> topic = TOPIC_OF_RECORD.get(schema.getFullName());
    return topic == null ? null : topic.valueType();
  }
}
