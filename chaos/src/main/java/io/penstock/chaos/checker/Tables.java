package io.penstock.chaos.checker;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The tables of Postgres, by plain JDBC. */
final class Tables {
  private static final String TIMEOUT_SECONDS = "30";

  private final String url;

  Tables(String url) {
    this.url = url;
  }

  /**
   * A row of accounts.
   *
   * @param shard -1 for those that have none
   */
  record AccountRow(String id, long shard, long version, long posted, long held) {}

  /**
   * A row of payments.
   *
   * @param sequence of the event that it shows
   */
  record PaymentRow(String status, long sequence, long captured, long refunded) {}

  /** What the legs add up to, by account, of the entries up to these sequences. */
  Map<String, BigInteger> sumsUpTo(Map<Integer, Long> sequences) throws SQLException {
    Map<String, BigInteger> sums = new HashMap<>();
    for (Map.Entry<Integer, Long> each : sequences.entrySet()) {
      query(
          """
          SELECT account_id, sum(signed_minor)::bigint FROM ledger_entries
           WHERE journal_partition = %d AND sequence <= %d GROUP BY account_id
          """
              .formatted(each.getKey(), each.getValue()),
          row -> sums.merge(row.getString(1), BigInteger.valueOf(row.getLong(2)), BigInteger::add));
    }
    return sums;
  }

  /** The latest sequence of each journal partition. */
  Map<Integer, Long> sequences() throws SQLException {
    Map<Integer, Long> latest = new HashMap<>();
    query(
        "SELECT journal_partition, max(sequence) FROM ledger_entries GROUP BY journal_partition",
        row -> latest.put(row.getInt(1), row.getLong(2)));
    return latest;
  }

  List<AccountRow> accounts() throws SQLException {
    List<AccountRow> rows = new ArrayList<>();
    query(
        "SELECT account_id, shard, version, posted_minor, debits_pending_minor FROM accounts",
        row ->
            rows.add(
                new AccountRow(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5))));
    return rows;
  }

  Map<String, PaymentRow> payments() throws SQLException {
    Map<String, PaymentRow> rows = new HashMap<>();
    query(
        """
        SELECT payment_id, status, sequence, amount_captured_minor, amount_refunded_minor
          FROM payments
        """,
        row ->
            rows.put(
                row.getString(1),
                new PaymentRow(row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5))));
    return rows;
  }

  private interface RowReader {
    void take(ResultSet row) throws SQLException;
  }

  private void query(String sql, RowReader reader) throws SQLException {
    Properties options = new Properties();
    options.setProperty("connectTimeout", TIMEOUT_SECONDS);
    options.setProperty("socketTimeout", TIMEOUT_SECONDS);
    try (Connection connection = DriverManager.getConnection(url, options);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.take(rows);
      }
    }
  }
}
