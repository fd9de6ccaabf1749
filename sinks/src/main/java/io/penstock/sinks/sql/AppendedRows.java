package io.penstock.sinks.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;

/**
 * A table whose rows never change.
 *
 * @param <R> what a row is made of
 */
public final class AppendedRows<R> {
  private static final String UNIQUE_VIOLATION = "23505";

  private final CopyIn<R> copy;
  private final MultiRowInsert<R> insert;

  public AppendedRows(String table, Columns<R> columns) {
    copy = new CopyIn<>(table, columns);
    insert = MultiRowInsert.keepFirst(table, columns);
  }

  /**
   * Rows that are there already stay as they are. The offsets see to it that there are none, but
   * where somebody has set them back; so it is the quick way first, which cannot tell.
   *
   * @return number of rows that were inserted
   */
  public int write(Connection connection, Collection<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    Savepoint before = connection.setSavepoint();
    try {
      int written = copy.execute(connection, rows);
      connection.releaseSavepoint(before);
      return written;
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      return insert.execute(connection, rows);
    }
  }
}
