package io.penstock.sinks.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes any number of rows with one statement: each column travels as one array, and the database
 * zips them again. The statement's text is always the same, so that it is prepared once.
 *
 * @param <R> what a row is made of
 */
public final class MultiRowInsert<R> {
  private final Columns<R> columns;
  private final String sql;

  private MultiRowInsert(String table, Columns<R> columns, String onConflict) {
    this.columns = columns;
    this.sql =
        "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS arrays (%s) ON CONFLICT %s"
            .formatted(
                table,
                columns.names(),
                columns.join(column -> column.kind().expression(column.name())),
                columns.join(column -> "?::" + column.kind().arrayType() + "[]"),
                columns.names(),
                onConflict);
  }

  /** A row that is there already stays as it is. */
  public static <R> MultiRowInsert<R> keepFirst(String table, Columns<R> columns) {
    return new MultiRowInsert<>(table, columns, "DO NOTHING");
  }

  /**
   * A row that is there already is replaced where it is older.
   *
   * @param older the condition for that, on {@code table} and {@code excluded}
   */
  static <R> MultiRowInsert<R> keepLatest(
      String table, Columns<R> columns, List<String> key, String older) {
    String changes =
        columns.all().stream()
            .map(Columns.Column::name)
            .filter(name -> !key.contains(name))
            .map(name -> name + " = excluded." + name)
            .collect(Collectors.joining(", "));
    return new MultiRowInsert<>(
        table,
        columns,
        "(%s) DO UPDATE SET %s WHERE %s".formatted(String.join(", ", key), changes, older));
  }

  /**
   * @return number of rows that were inserted or updated
   */
  public int execute(Connection connection, Collection<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Columns.Column<R> column : columns.all()) {
        statement.setArray(index++, arrayOf(connection, column, rows));
      }
      return statement.executeUpdate();
    }
  }

  private static <R> Array arrayOf(
      Connection connection, Columns.Column<R> column, Collection<R> rows) throws SQLException {
    Object[] values = column.kind().newArray(rows.size());
    int i = 0;
    for (R row : rows) {
      values[i++] = column.value().apply(row);
    }
    return connection.createArrayOf(column.kind().arrayType(), values);
  }
}
