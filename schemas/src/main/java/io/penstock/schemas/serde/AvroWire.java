package io.penstock.schemas.serde;

import io.penstock.schemas.Subjects;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Facts of the wire format that writer and reader share. */
final class AvroWire {
  /** First byte of every value. */
  static final byte MAGIC = 0;

  /** Magic byte and the schema's id, big endian. */
  static final int HEADER_BYTES = 5;

  /** A value's schema is found under its subject, wherever it is written (stores too). */
  private static final Map<String, Class<? extends SpecificRecord>> TYPES =
      Subjects.ALL.values().stream()
          .distinct()
          .collect(Collectors.toUnmodifiableMap(AvroWire::nameOf, Function.identity()));

  /** Of several topics with the same values the first in the catalogue: the schema is the same. */
  private static final Map<String, String> SUBJECTS =
      Subjects.ALL.entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  s -> nameOf(s.getValue()), Map.Entry::getKey, (first, _) -> first));

  private AvroWire() {}

  static String subjectOf(Schema schema) {
    String subject = SUBJECTS.get(schema.getFullName());
    if (subject == null) {
      throw new IllegalArgumentException(
          schema.getFullName() + " belongs to no topic and to no store");
    }
    return subject;
  }

  /** The generated record of a schema's name; null for a foreign one. */
  static @Nullable Class<? extends SpecificRecord> typeOf(Schema schema) {
    return TYPES.get(schema.getFullName());
  }

  private static String nameOf(Class<? extends SpecificRecord> type) {
    return SpecificData.get().getSchema(type).getFullName();
  }
}
