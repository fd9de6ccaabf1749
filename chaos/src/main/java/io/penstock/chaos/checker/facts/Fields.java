package io.penstock.chaos.checker.facts;

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

  /** A text, or the name of an enum's symbol. */
  public String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw new IllegalArgumentException(type() + " has no " + name);
    }
    return text;
  }

  public @Nullable String textOrNull(String name) {
    Object value = values.hasField(name) ? values.get(name) : null;
    return value == null ? null : value.toString();
  }

  public long number(String name) {
    Long number = numberOrNull(name);
    if (number == null) {
      throw new IllegalArgumentException(type() + " has no " + name);
    }
    return number;
  }

  public @Nullable Long numberOrNull(String name) {
    return values.hasField(name) && values.get(name) instanceof Number number
        ? number.longValue()
        : null;
  }

  /** The number, 0 where there is none. */
  public long numberOrZero(String name) {
    Long number = numberOrNull(name);
    return number == null ? 0 : number;
  }

  public boolean flag(String name) {
    return values.hasField(name) && Boolean.TRUE.equals(values.get(name));
  }

  public @Nullable Fields child(String name) {
    return values.hasField(name) && values.get(name) instanceof GenericRecord child
        ? new Fields(child)
        : null;
  }

  /** The child, which must be there. */
  public Fields required(String name) {
    Fields child = child(name);
    if (child == null) {
      throw new IllegalArgumentException(type() + " has no " + name);
    }
    return child;
  }

  public List<Fields> children(String name) {
    List<Fields> children = new ArrayList<>();
    if (values.hasField(name) && values.get(name) instanceof Iterable<?> all) {
      for (Object each : all) {
        if (each instanceof GenericRecord child) {
          children.add(new Fields(child));
        }
      }
    }
    return children;
  }

  public @Nullable Object raw(String name) {
    return values.hasField(name) ? values.get(name) : null;
  }
}
