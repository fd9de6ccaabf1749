package io.penstock.sinks.tables;

import io.penstock.domain.books.BalancedLegs;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.sinks.sql.AppendedRows;
import io.penstock.sinks.sql.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Journal entries as rows of ledger_entries: one a leg, all legs of an entry in one statement. */
public final class LedgerEntryRows {
  private static final Columns<Row> COLUMNS =
      new Columns<Row>()
          .ints("journal_partition", row -> row.entry.getJournalPartition())
          .longs("sequence", row -> row.entry.getSequence())
          .ints("leg", Row::number)
          .constant("direction", row -> row.leg.getDirection())
          .constant("kind", row -> row.entry.getKind())
          .text("account_id", row -> row.leg.getAccountId())
          .longs("amount_minor", row -> row.leg.getAmountMinor())
          .text("currency", row -> row.entry.getCurrency())
          .text("transfer_id", row -> row.entry.getTransferId())
          .text("scope_account_id", row -> row.entry.getScopeAccountId())
          .longs("account_version", row -> row.leg.getVersion())
          .longs("balance_after_minor", row -> row.leg.getBalanceAfterMinor())
          .text("code", row -> row.entry.getCode())
          .time("posted_at", row -> row.entry.getPostedAtMs());

  private static final AppendedRows<Row> ROWS = new AppendedRows<>("ledger_entries", COLUMNS);

  private LedgerEntryRows() {}

  private record Row(LedgerEntry entry, int number, Leg leg) {}

  public static int write(Connection connection, List<LedgerEntry> entries) throws SQLException {
    return ROWS.write(connection, rowsOf(entries));
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

  /**
   * What must hold of an entry before any of it is written. The database holds the same rule; this
   * one gives the reason in words and keeps a bad entry from failing a batch of good ones.
   *
   * @param partition where the entry's record stands
   * @throws UnfitRecordException if the entry belongs elsewhere or does not balance
   */
  public static void require(LedgerEntry entry, int partition) throws UnfitRecordException {
    if (entry.getJournalPartition() != partition) {
      throw new UnfitRecordException(
          "entry of journal partition "
              + entry.getJournalPartition()
              + " found in partition "
              + partition);
    }
    try {
      var _ = new BalancedLegs(entry.getLegs());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnfitRecordException(
          "unbalanced entry " + entry.getSequence() + ": " + e.getMessage());
    }
  }
}
