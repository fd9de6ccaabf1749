package io.penstock.domain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client's own notes on an account or a transfer: given back, never read, and bounded. */
public final class Metadata {
  private static final int MOST = 16;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_VALUE = 256;

  private Metadata() {}

  /** Why such notes are refused; null: they are not. A note to be removed has a null value. */
  public static @Nullable Refusal malformation(Map<String, @Nullable String> notes) {
    if (notes.isEmpty()) {
      return null;
    }
    if (notes.size() > MOST) {
      return RefusalCode.METADATA_TOO_LARGE.because("metadata has at most " + MOST + " members");
    }
    for (Map.Entry<String, @Nullable String> note : notes.entrySet()) {
      String value = note.getValue();
      if (note.getKey().isEmpty()
          || note.getKey().length() > LONGEST_NAME
          || (value != null && value.length() > LONGEST_VALUE)) {
        return RefusalCode.TOO_LONG.because(
            "metadata has names of 1 to 64 and values of up to 256 characters");
      }
    }
    return null;
  }

  /** What notes become by a change, in which null removes one. */
  public static Map<String, String> merged(
      Map<String, String> notes, Map<String, @Nullable String> changes) {
    Map<String, String> merged = new HashMap<>(notes);
    changes.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else {
            merged.put(name, value);
          }
        });
    return merged;
  }
}
