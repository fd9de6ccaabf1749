package io.penstock.queries.postgres;

import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.AccountMark;
import io.penstock.views.ConsistencyToken.JournalMark;
import io.penstock.views.ConsistencyToken.Mark;
import io.penstock.views.ConsistencyToken.TransferMark;

/** Whether the rows are there that a token names, of that which lists show. */
final class StoredMarks {
  private static final String SEEN =
      """
      SELECT NOT EXISTS (
          SELECT FROM jsonb_to_recordset(?::jsonb)
                   AS mark (id text, "scopeAccountId" text, revision integer)
           WHERE NOT EXISTS (
             SELECT FROM transfers
              WHERE transfer_id = mark.id AND scope_account_id = mark."scopeAccountId"
                AND transfers.revision >= mark.revision))
        AND NOT EXISTS (
          SELECT FROM jsonb_to_recordset(?::jsonb) AS mark (id text, shard integer, version bigint)
           WHERE NOT EXISTS (
             SELECT FROM accounts
              WHERE account_id = mark.id AND accounts.shard = coalesce(mark.shard, -1)
                AND accounts.version >= mark.version))
        AND NOT EXISTS (
          SELECT FROM jsonb_to_recordset(?::jsonb) AS mark (partition integer, sequence bigint)
           WHERE NOT EXISTS (
             SELECT FROM ledger_entries
              WHERE journal_partition = mark.partition AND sequence = mark.sequence)) AS seen\
      """;

  private StoredMarks() {}

  /** Marks of payments and cases are not looked at: their lists are the views'. */
  static Clause areThere(ConsistencyToken token) {
    return Clause.of(
        SEEN,
        marks(token, TransferMark.class),
        marks(token, AccountMark.class),
        marks(token, JournalMark.class));
  }

  private static String marks(ConsistencyToken token, Class<? extends Mark> kind) {
    return Clause.json(token.marks(kind).toList());
  }
}
