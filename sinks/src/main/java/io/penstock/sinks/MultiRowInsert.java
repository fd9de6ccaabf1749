package io.penstock.sinks;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes any number of rows with one statement: each column travels as one array, and the database
 * zips them again. The statement's text is always the same, so that it is prepared once.
 *
 * @param <R> what a row is made of
 */
final class MultiRowInsert<R> {
  private final List<Column<R>> columns;
  private final String sql;

  private MultiRowInsert(List<Column<R>> columns, String sql) {
    this.columns = columns;
    this.sql = sql;
  }

  /**
   * @return number of rows that were inserted or updated
   */
  int execute(Connection connection, Collection<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        statement.setArray(i + 1, columns.get(i).arrayOf(connection, rows));
      }
      return statement.executeUpdate();
    }
  }

  static <R> Builder<R> into(String table) {
    return new Builder<>(table);
  }

  /**
   * @param expression what becomes of an array's element on its way into the column
   */
  private record Column<R>(
      String name, String type, String expression, Function<R, ? extends @Nullable Object> value) {

    Array arrayOf(Connection connection, Collection<R> rows) throws SQLException {
      Object[] values = newArray(rows.size());
      int i = 0;
      for (R row : rows) {
        values[i++] = value.apply(row);
      }
      return connection.createArrayOf(type, values);
    }

    /** The driver sends typed arrays in binary form. */
    private Object[] newArray(int length) {
      return switch (type) {
        case "bigint" -> new Long[length];
        case "integer" -> new Integer[length];
        default -> new String[length];
      };
    }
  }

  /** Columns in the order in which they are named. */
  static final class Builder<R> {
    private final String table;
    private final List<Column<R>> columns = new ArrayList<>();

    private Builder(String table) {
      this.table = table;
    }

    Builder<R> text(String name, Function<R, @Nullable String> value) {
      return add(
          name,
          "text",
          name,
          row -> {
            String text = value.apply(row);
            return text == null ? null : PostgresText.of(text);
          });
    }

    /** A value that is JSON already. */
    Builder<R> json(String name, Function<R, String> value) {
      return add(name, "text", name + "::jsonb", value);
    }

    Builder<R> longs(String name, Function<R, @Nullable Long> value) {
      return add(name, "bigint", name, value);
    }

    Builder<R> ints(String name, Function<R, @Nullable Integer> value) {
      return add(name, "integer", name, value);
    }

    /** A time in milliseconds since 1970-01-01T00:00:00Z. */
    Builder<R> time(String name, Function<R, @Nullable Long> value) {
      return add(name, "bigint", "to_timestamp(" + name + "::float8 / 1000)", value);
    }

    /** A row that is there already stays as it is. */
    MultiRowInsert<R> keepFirst() {
      return build("DO NOTHING");
    }

    /** A row that is there already is replaced where the condition says that it is older. */
    MultiRowInsert<R> keepLatest(List<String> key, String older) {
      String changes =
          columns.stream()
              .map(Column::name)
              .filter(name -> !key.contains(name))
              .map(name -> name + " = excluded." + name)
              .collect(Collectors.joining(", "));
      return build(
          "(%s) DO UPDATE SET %s WHERE %s".formatted(String.join(", ", key), changes, older));
    }

    private MultiRowInsert<R> build(String onConflict) {
      String names = join(Column::name);
      return new MultiRowInsert<>(
          List.copyOf(columns),
          "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS arrays (%s) ON CONFLICT %s"
              .formatted(
                  table,
                  names,
                  join(Column::expression),
                  join(column -> "?::" + column.type() + "[]"),
                  names,
                  onConflict));
    }

    private Builder<R> add(
        String name, String type, String expression, Function<R, ? extends @Nullable Object> of) {
      columns.add(new Column<>(name, type, expression, of));
      return this;
    }

    private String join(Function<Column<R>, String> part) {
      return columns.stream().map(part).collect(Collectors.joining(", "));
    }
  }
}
