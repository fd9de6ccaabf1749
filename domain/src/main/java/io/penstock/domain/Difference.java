package io.penstock.domain;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In which field a repeat differs from what its id stands for; the first that is looked at counts.
 */
public final class Difference {
  private @Nullable String field;

  /** Compares one more field, by the name that clients know. */
  public Difference in(String name, @Nullable Object asked, @Nullable Object first) {
    if (field == null && !Objects.equals(asked, first)) {
      field = name;
    }
    return this;
  }

  /** The name of the first field that differs; null: none does. */
  public @Nullable String field() {
    return field;
  }
}
