package io.penstock.schemas;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Everything that the schema registry holds for Penstock. */
public final class Subjects {
  /** Records that are kept in stores and are no topic's value. */
  private static final List<Class<? extends SpecificRecord>> STORED =
      List.of(
          Closing.class,
          ReceivedCredit.class,
          Payment.class,
          FraudHistory.class,
          ReconciliationCase.class);

  /** The record of each subject: a topic's value, or under its own name what a store keeps. */
  public static final Map<String, Class<? extends SpecificRecord>> ALL = all();

  /** A value's schema is found under its subject, wherever it is written (stores too). */
  private static final Map<String, Class<? extends SpecificRecord>> TYPES = new HashMap<>();

  /** Of several topics with the same values the first in the catalogue: the schema is the same. */
  private static final Map<String, String> SUBJECTS = new HashMap<>();

  static {
    ALL.forEach(
        (subject, type) -> {
          String name = SpecificData.get().getSchema(type).getFullName();
          TYPES.put(name, type);
          SUBJECTS.putIfAbsent(name, subject);
        });
  }

  private Subjects() {}

  /** The subject of a schema of ours. */
  public static String of(Schema schema) {
    String subject = SUBJECTS.get(schema.getFullName());
    if (subject == null) {
      throw new IllegalArgumentException(
          schema.getFullName() + " belongs to no topic and to no store");
    }
    return subject;
  }

  /** The generated record of a schema's name; null for a foreign one. */
  public static @Nullable Class<? extends SpecificRecord> typeOf(Schema schema) {
    return TYPES.get(schema.getFullName());
  }

  private static Map<String, Class<? extends SpecificRecord>> all() {
    Map<String, Class<? extends SpecificRecord>> all = new LinkedHashMap<>();
    Topics.ALL.forEach(topic -> all.put(topic.subject(), topic.valueType()));
    STORED.forEach(type -> all.put(type.getName(), type));
    return Collections.unmodifiableMap(all);
  }
}
