package io.penstock.schemas;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

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

  private Subjects() {}

  private static Map<String, Class<? extends SpecificRecord>> all() {
    Map<String, Class<? extends SpecificRecord>> all = new LinkedHashMap<>();
    Topics.ALL.forEach(topic -> all.put(topic.subject(), topic.valueType()));
    STORED.forEach(type -> all.put(type.getName(), type));
    return Collections.unmodifiableMap(all);
  }
}
