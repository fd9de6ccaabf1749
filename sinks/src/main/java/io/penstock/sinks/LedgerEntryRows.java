package io.penstock.sinks;

import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Journal entries as rows of ledger_entries: one a leg, all legs of an entry in one statement. */
final class LedgerEntryRows {
  private static final String TABLE = "ledger_entries";
  private static final String UNIQUE_VIOLATION = "23505";

  private static final Columns<Row> COLUMNS =
      new Columns<Row>()
          .ints("journal_partition", row -> row.entry.getJournalPartition())
          .longs("sequence", row -> row.entry.getSequence())
          .ints("leg", Row::number)
          .text("direction", row -> row.leg.getDirection().name().toLowerCase(Locale.ROOT))
          .text("kind", row -> row.entry.getKind().name().toLowerCase(Locale.ROOT))
          .text("account_id", row -> row.leg.getAccountId())
          .longs("amount_minor", row -> row.leg.getAmountMinor())
          .text("currency", row -> row.entry.getCurrency())
          .text("transfer_id", row -> row.entry.getTransferId())
          .text("scope_account_id", row -> row.entry.getScopeAccountId())
          .longs("account_version", row -> row.leg.getVersion())
          .longs("balance_after_minor", row -> row.leg.getBalanceAfterMinor())
          .text("code", row -> row.entry.getCode())
          .time("posted_at", row -> row.entry.getPostedAtMs());

  private static final CopyIn<Row> COPY = new CopyIn<>(TABLE, COLUMNS);
  private static final MultiRowInsert<Row> INSERT = MultiRowInsert.keepFirst(TABLE, COLUMNS);

  private LedgerEntryRows() {}

  private record Row(LedgerEntry entry, int number, Leg leg) {}

  /**
   * Entries that are there already stay as they are. The offsets see to it that there are none, but
   * where somebody has set them back; so it is the quick way first, which cannot tell.
   */
  static int write(Connection connection, List<LedgerEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return 0;
    }
    List<Row> rows = rowsOf(entries);
    Savepoint before = connection.setSavepoint();
    try {
      int written = COPY.execute(connection, rows);
      connection.releaseSavepoint(before);
      return written;
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      return INSERT.execute(connection, rows);
    }
  }

  private static List<Row> rowsOf(List<LedgerEntry> entries) {
    List<Row> rows = new ArrayList<>(2 * entries.size());
    for (LedgerEntry entry : entries) {
      int number = 1;
      for (Leg leg : entry.getLegs()) {
        rows.add(new Row(entry, number++, leg));
      }
    }
    return rows;
  }
}
