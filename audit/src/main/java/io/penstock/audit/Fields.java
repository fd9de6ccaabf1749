package io.penstock.audit;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record by the names of its fields.
 *
 * @param values as they were decoded by the schema of their writer
 */
public record Fields(GenericRecord values) {

  /** Full name of the record's type without its namespace. */
  public String type() {
    return values.getSchema().getName();
  }

  public @Nullable Object raw(String name) {
    return values.hasField(name) ? values.get(name) : null;
  }

  /** A text, or the name of an enum's symbol. */
  public String text(String name) {
    return present(name, textOrNull(name));
  }

  public @Nullable String textOrNull(String name) {
    Object value = raw(name);
    return value == null ? null : value.toString();
  }

  public long number(String name) {
    return present(name, numberOrNull(name));
  }

  public @Nullable Long numberOrNull(String name) {
    return raw(name) instanceof Number number ? number.longValue() : null;
  }

  /** The number, 0 where there is none. */
  public long numberOrZero(String name) {
    return raw(name) instanceof Number number ? number.longValue() : 0;
  }

  public boolean flag(String name) {
    return Boolean.TRUE.equals(raw(name));
  }

  public @Nullable Fields child(String name) {
    return raw(name) instanceof GenericRecord child ? new Fields(child) : null;
  }

  /** The child, which must be there. */
  public Fields required(String name) {
    return present(name, child(name));
  }

  public List<Fields> children(String name) {
    List<Fields> children = new ArrayList<>();
    if (raw(name) instanceof Iterable<?> all) {
      for (Object each : all) {
        if (each instanceof GenericRecord child) {
          children.add(new Fields(child));
        }
      }
    }
    return children;
  }

  private <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(type() + " has no " + name);
    }
    return value;
  }
}
