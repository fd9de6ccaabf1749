package io.penstock.sinks.sql;

import io.penstock.schemas.tables.Columns;
import io.penstock.schemas.tables.Columns.Column;
import io.penstock.schemas.tables.Columns.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.postgresql.PGConnection;

/**
 * A table, written any number of rows at once.
 *
 * @param <R> what a row is made of
 */
public final class Table<R> {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Columns<R> columns;
  private final Writing<R> writing;
  private final String insert;

  /** How rows of a table are written. */
  @FunctionalInterface
  private interface Writing<R> {
    int write(Table<R> table, Connection connection, Collection<R> rows) throws SQLException;
  }

  private Table(String name, Columns<R> columns, String onConflict, Writing<R> writing) {
    this.columns = columns;
    this.writing = writing;
    insert =
        "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS arrays (%s) ON CONFLICT %s"
            .formatted(
                name,
                columns.names(),
                columns.join(Table::expression),
                columns.join(column -> "?::" + arrayType(column.kind()) + "[]"),
                columns.names(),
                onConflict);
  }

  /**
   * A table whose rows never change: those that are there already stay as they are. The offsets see
   * to it that there are none, but where somebody has set them back; so it is the quick way first,
   * Postgres' COPY, which knows no ON CONFLICT and costs the server a third less for it.
   */
  public static <R> Table<R> growing(String name, Columns<R> columns) {
    String copy = "COPY %s (%s) FROM STDIN WITH (FORMAT csv)".formatted(name, columns.names());
    return new Table<>(
        name,
        columns,
        "DO NOTHING",
        (table, connection, rows) -> table.copy(copy, connection, rows));
  }

  /**
   * A table that holds the latest state of each thing. Rows only ever move forward; of several
   * states of a thing in one batch only the latest is sent.
   *
   * @param key columns that name the thing
   * @param version columns that tell a later state from an earlier one, the weightiest first
   */
  static <R> Table<R> ofLatest(
      String name, Columns<R> columns, List<String> key, List<String> version) {
    String changes =
        columns.all().stream()
            .map(Column::name)
            .filter(column -> !key.contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(Collectors.joining(", "));
    String onConflict =
        "(%s) DO UPDATE SET %s WHERE (%s) < (%s)"
            .formatted(
                String.join(", ", key),
                changes,
                name + "." + String.join(", " + name + ".", version),
                "excluded." + String.join(", excluded.", version));
    List<Column<R>> keys = columns.named(key);
    BinaryOperator<R> later = BinaryOperator.maxBy(byAll(columns.named(version)));
    return new Table<>(
        name,
        columns,
        onConflict,
        (table, connection, states) -> {
          Map<List<Object>, R> latest = new HashMap<>();
          states.forEach(state -> latest.merge(values(keys, state), state, later));
          return table.insert(connection, latest.values());
        });
  }

  private static <R> List<Object> values(List<Column<R>> columns, R row) {
    return columns.stream().<Object>map(column -> column.value().apply(row)).toList();
  }

  private static <R> Comparator<R> byAll(List<Column<R>> version) {
    return version.stream()
        .map(column -> Comparator.<R>comparingLong(state -> number(column, state)))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private static <R> long number(Column<R> column, R state) {
    return column.value().apply(state) instanceof Number number ? number.longValue() : 0;
  }

  /**
   * @return number of rows that were inserted or updated
   */
  int write(Connection connection, Collection<R> rows) throws SQLException {
    return rows.isEmpty() ? 0 : writing.write(this, connection, rows);
  }

  private int copy(String sql, Connection connection, Collection<R> rows) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      long written =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(sql, new StringReader(text(rows)));
      connection.releaseSavepoint(before);
      return Math.toIntExact(written);
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      return insert(connection, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("from memory", e);
    }
  }

  private String text(Collection<R> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.POSTGRESQL_CSV)) {
      for (R row : rows) {
        for (Column<R> column : columns.all()) {
          Object value = column.value().apply(row);
          boolean isTime = column.kind() == Kind.TIME && value != null;
          printer.print(isTime ? Instant.ofEpochMilli((Long) value) : value);
        }
        printer.println();
      }
    }
    return text.toString();
  }

  /**
   * With one statement: each column travels as one array, and the database zips them again. The
   * statement's text is always the same, so that it is prepared once.
   */
  public int insert(Connection connection, Collection<R> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      int index = 1;
      for (Column<R> column : columns.all()) {
        statement.setArray(index++, arrayOf(connection, column, rows));
      }
      return statement.executeUpdate();
    }
  }

  private static <R> Array arrayOf(Connection connection, Column<R> column, Collection<R> rows)
      throws SQLException {
    Object[] values = newArray(column.kind(), rows.size());
    int i = 0;
    for (R row : rows) {
      values[i++] = column.value().apply(row);
    }
    return connection.createArrayOf(arrayType(column.kind()), values);
  }

  /** What turns an array's element into the column's value. */
  private static String expression(Column<?> column) {
    String element = column.name();
    return switch (column.kind()) {
      case TEXT, LONG, INT, BOOLEAN -> element;
      case JSON -> element + "::jsonb";
      case TIME -> "to_timestamp(" + element + "::float8 / 1000)";
    };
  }

  private static String arrayType(Kind kind) {
    return switch (kind) {
      case TEXT, JSON -> "text";
      case LONG, TIME -> "bigint";
      case INT -> "integer";
      case BOOLEAN -> "boolean";
    };
  }

  /** The driver sends typed arrays in binary form. */
  private static Object[] newArray(Kind kind, int length) {
    return switch (kind) {
      case TEXT, JSON -> new String[length];
      case LONG, TIME -> new Long[length];
      case INT -> new Integer[length];
      case BOOLEAN -> new Boolean[length];
    };
  }
}
