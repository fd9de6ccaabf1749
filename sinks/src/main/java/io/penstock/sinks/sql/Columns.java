package io.penstock.sinks.sql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table and how each is filled from a row's facts.
 *
 * @param <R> what a row is made of
 */
public final class Columns<R> {
  private final List<Column<R>> columns = new ArrayList<>();

  /** How a value travels to Postgres. */
  enum Kind {
    TEXT("text"),
    JSON("text"),
    LONG("bigint"),
    INT("integer"),
    BOOLEAN("boolean"),
    /** Milliseconds since 1970-01-01T00:00:00Z. */
    TIME("bigint");

    private final String arrayType;

    Kind(String arrayType) {
      this.arrayType = arrayType;
    }

    /** Type of the array's elements. */
    String arrayType() {
      return arrayType;
    }

    /** What turns an array's element into the column's value. */
    String expression(String element) {
      return switch (this) {
        case TEXT, LONG, INT, BOOLEAN -> element;
        case JSON -> element + "::jsonb";
        case TIME -> "to_timestamp(" + element + "::float8 / 1000)";
      };
    }

    /** The driver sends typed arrays in binary form. */
    Object[] newArray(int length) {
      return switch (this) {
        case TEXT, JSON -> new String[length];
        case LONG, TIME -> new Long[length];
        case INT -> new Integer[length];
        case BOOLEAN -> new Boolean[length];
      };
    }

    /** As a text of its own, where no array carries it. */
    String text(Object value) {
      return this == TIME && value instanceof Long millis
          ? Instant.ofEpochMilli(millis).toString()
          : value.toString();
    }
  }

  /**
   * One column.
   *
   * @param value finds it in a row's facts
   */
  record Column<R>(String name, Kind kind, Function<R, ? extends @Nullable Object> value) {}

  public Columns<R> text(String name, Function<R, @Nullable String> value) {
    return add(
        name,
        Kind.TEXT,
        row -> {
          String text = value.apply(row);
          return text == null ? null : PostgresText.of(text);
        });
  }

  /** A constant's name in lower case. */
  public Columns<R> constant(String name, Function<R, ? extends @Nullable Enum<?>> value) {
    return add(
        name,
        Kind.TEXT,
        row -> {
          Enum<?> constant = value.apply(row);
          return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
        });
  }

  /** A value that is JSON already. */
  public Columns<R> json(String name, Function<R, String> value) {
    return add(name, Kind.JSON, value);
  }

  public Columns<R> longs(String name, Function<R, @Nullable Long> value) {
    return add(name, Kind.LONG, value);
  }

  public Columns<R> ints(String name, Function<R, @Nullable Integer> value) {
    return add(name, Kind.INT, value);
  }

  public Columns<R> booleans(String name, Function<R, Boolean> value) {
    return add(name, Kind.BOOLEAN, value);
  }

  /** A time in milliseconds since 1970-01-01T00:00:00Z. */
  public Columns<R> time(String name, Function<R, @Nullable Long> value) {
    return add(name, Kind.TIME, value);
  }

  public List<Column<R>> all() {
    return columns;
  }

  /** Some of them, in the order of the names. */
  public List<Column<R>> named(List<String> names) {
    return names.stream()
        .map(name -> columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  String names() {
    return join(Column::name);
  }

  public String join(Function<Column<R>, String> part) {
    return columns.stream().map(part).collect(Collectors.joining(", "));
  }

  private Columns<R> add(String name, Kind kind, Function<R, ? extends @Nullable Object> value) {
    columns.add(new Column<>(name, kind, value));
    return this;
  }
}
