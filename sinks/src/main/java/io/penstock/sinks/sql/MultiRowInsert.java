package io.penstock.sinks.sql;

import io.penstock.schemas.tables.Columns;
import io.penstock.schemas.tables.Columns.Column;
import io.penstock.schemas.tables.Columns.Kind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Writes any number of rows with one statement: each column travels as one array, and the database
 * zips them again. The statement's text is always the same, so that it is prepared once.
 *
 * @param <R> what a row is made of
 */
public final class MultiRowInsert<R> {
  private final Columns<R> columns;
  private final String sql;

  /**
   * @param onConflict what becomes of a row that is there already
   */
  public MultiRowInsert(String table, Columns<R> columns, String onConflict) {
    this.columns = columns;
    this.sql =
        "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS arrays (%s) ON CONFLICT %s"
            .formatted(
                table,
                columns.names(),
                columns.join(MultiRowInsert::expression),
                columns.join(column -> "?::" + arrayType(column.kind()) + "[]"),
                columns.names(),
                onConflict);
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

  /**
   * @return number of rows that were inserted or updated
   */
  public int execute(Connection connection, Collection<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
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
}
