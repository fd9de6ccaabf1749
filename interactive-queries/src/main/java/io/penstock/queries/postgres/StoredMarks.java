package io.penstock.queries.postgres;

import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.AccountMark;
import io.penstock.views.ConsistencyToken.JournalMark;
import io.penstock.views.ConsistencyToken.TransferMark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What a token names, of that which lists show, as arrays for one query. */
final class StoredMarks {
  private static final int NO_SHARD = -1;

  private static final String MISSING =
      """
      SELECT EXISTS (
          SELECT FROM unnest(?::text[], ?::text[], ?::integer[]) AS mark (id, scope, revision)
           WHERE NOT EXISTS (
             SELECT FROM transfers
              WHERE transfer_id = mark.id AND scope_account_id = mark.scope
                AND transfers.revision >= mark.revision))
        OR EXISTS (
          SELECT FROM unnest(?::text[], ?::integer[], ?::bigint[]) AS mark (id, shard, version)
           WHERE NOT EXISTS (
             SELECT FROM accounts
              WHERE account_id = mark.id AND accounts.shard = mark.shard
                AND accounts.version >= mark.version))
        OR EXISTS (
          SELECT FROM unnest(?::integer[], ?::bigint[]) AS mark (journal, number)
           WHERE NOT EXISTS (
             SELECT FROM ledger_entries
              WHERE journal_partition = mark.journal AND sequence = mark.number))\
      """;

  private StoredMarks() {}

  /** Marks of payments and cases are not looked at: their lists are the views'. */
  static boolean areIn(Connection connection, ConsistencyToken token) throws SQLException {
    List<TransferMark> transfers = token.marks(TransferMark.class).toList();
    List<AccountMark> accounts = token.marks(AccountMark.class).toList();
    List<JournalMark> entries = token.marks(JournalMark.class).toList();
    try (PreparedStatement missing = connection.prepareStatement(MISSING)) {
      set(missing, 1, "text", transfers.stream().map(TransferMark::id).toArray());
      set(missing, 2, "text", transfers.stream().map(TransferMark::scopeAccountId).toArray());
      set(missing, 3, "integer", transfers.stream().map(TransferMark::revision).toArray());
      set(missing, 4, "text", accounts.stream().map(AccountMark::id).toArray());
      set(missing, 5, "integer", accounts.stream().map(StoredMarks::shard).toArray());
      set(missing, 6, "bigint", accounts.stream().map(AccountMark::version).toArray());
      set(missing, 7, "integer", entries.stream().map(JournalMark::partition).toArray());
      set(missing, 8, "bigint", entries.stream().map(JournalMark::sequence).toArray());
      try (ResultSet row = missing.executeQuery()) {
        return row.next() && !row.getBoolean(1);
      }
    }
  }

  private static Integer shard(AccountMark account) {
    Integer shard = account.shard();
    return shard == null ? NO_SHARD : shard;
  }

  private static void set(PreparedStatement statement, int index, String type, Object[] values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, values));
  }
}
