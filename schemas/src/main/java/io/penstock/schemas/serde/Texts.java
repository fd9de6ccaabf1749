package io.penstock.schemas.serde;

import java.util.Collection;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The texts within a record. */
final class Texts {

  private Texts() {}

  /** Characters of the longest one; 0 where there is none. */
  static int longest(@Nullable Object value) {
    int longest = 0;
    switch (value) {
      case CharSequence text -> longest = text.length();
      case SpecificRecord record -> {
        int fields = record.getSchema().getFields().size();
        for (int i = 0; i < fields; i++) {
          longest = Math.max(longest, longest(record.get(i)));
        }
      }
      case Collection<?> list -> {
        for (Object each : list) {
          longest = Math.max(longest, longest(each));
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> each : map.entrySet()) {
          longest = Math.max(longest, Math.max(longest(each.getKey()), longest(each.getValue())));
        }
      }
      case null, default -> {}
    }
    return longest;
  }
}
