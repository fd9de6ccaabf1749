package io.penstock.sinks.tables;

import io.penstock.schemas.AccountBalance;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.util.List;

/** Balances as rows of accounts: the latest version of each account and shard. */
public final class AccountRows {
  private static final int NO_SHARD = -1;

  private static final Columns<AccountBalance> COLUMNS =
      new Columns<AccountBalance>()
          .text("account_id", AccountBalance::getAccountId)
          .ints("shard", AccountRows::shardOf)
          .text("owner_id", AccountBalance::getOwnerId)
          .constant("type", AccountBalance::getType)
          .text("currency", AccountBalance::getCurrency)
          .constant("status", AccountBalance::getStatus)
          .longs("version", row -> row.getCounters().getVersion())
          .longs("debits_pending_minor", row -> row.getCounters().getDebitsPendingMinor())
          .longs("debits_posted_minor", row -> row.getCounters().getDebitsPostedMinor())
          .longs("credits_pending_minor", row -> row.getCounters().getCreditsPendingMinor())
          .longs("credits_posted_minor", row -> row.getCounters().getCreditsPostedMinor())
          .longs("overdraft_limit_minor", row -> row.getCounters().getOverdraftLimitMinor())
          .json("metadata", row -> JsonColumns.object(row.getMetadata()))
          .time("created_at", AccountBalance::getCreatedAtMs)
          .time("updated_at", AccountBalance::getUpdatedAtMs);

  public static final LatestRows<AccountBalance> STATES =
      new LatestRows<>("accounts", COLUMNS, List.of("account_id", "shard"), List.of("version"));

  private AccountRows() {}

  private static int shardOf(AccountBalance balance) {
    Integer shard = balance.getShard();
    return shard == null ? NO_SHARD : shard;
  }
}
