package io.penstock.sinks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a test asks the database, each question on a connection of its own. */
record Sql(String url) {

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  int run(String statement) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      return sql.executeUpdate(statement);
    }
  }

  /** One text a row, its columns separated by blanks. */
  List<String> rows(String query) throws SQLException {
    try (Connection connection = connect();
        Statement sql = connection.createStatement();
        ResultSet result = sql.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" ", columns));
      }
      return rows;
    }
  }

  long number(String query) throws SQLException {
    return Long.parseLong(rows(query).getFirst());
  }

  /** Rows of a table; none where there is no such table yet. */
  long count(String table) throws SQLException {
    return rows("SELECT to_regclass('" + table + "')").contains("null")
        ? 0
        : number("SELECT count(*) FROM " + table);
  }
}
