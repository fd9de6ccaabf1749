package io.penstock.sinks;

import io.penstock.schemas.AccountBalance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Balances as rows of accounts: the latest version of each account and shard. */
final class AccountRows {
  private static final int NO_SHARD = -1;

  private static final Columns<AccountBalance> COLUMNS =
      new Columns<AccountBalance>()
          .text("account_id", AccountBalance::getAccountId)
          .ints("shard", AccountRows::shardOf)
          .text("owner_id", AccountBalance::getOwnerId)
          .text("type", row -> row.getType().name().toLowerCase(Locale.ROOT))
          .text("currency", AccountBalance::getCurrency)
          .text("status", row -> row.getStatus().name().toLowerCase(Locale.ROOT))
          .longs("version", AccountRows::versionOf)
          .longs("debits_pending_minor", row -> row.getCounters().getDebitsPendingMinor())
          .longs("debits_posted_minor", row -> row.getCounters().getDebitsPostedMinor())
          .longs("credits_pending_minor", row -> row.getCounters().getCreditsPendingMinor())
          .longs("credits_posted_minor", row -> row.getCounters().getCreditsPostedMinor())
          .longs("overdraft_limit_minor", row -> row.getCounters().getOverdraftLimitMinor())
          .time("created_at", AccountBalance::getCreatedAtMs)
          .time("updated_at", AccountBalance::getUpdatedAtMs);

  private static final MultiRowInsert<AccountBalance> UPSERT =
      MultiRowInsert.keepLatest(
          "accounts",
          COLUMNS,
          List.of("account_id", "shard"),
          "accounts.version < excluded.version");

  private AccountRows() {}

  private record Key(String accountId, int shard) {}

  /** Rows only ever move forward; of several versions in one batch only the latest is sent. */
  static int write(Connection connection, List<AccountBalance> balances) throws SQLException {
    Map<Key, AccountBalance> latest = new HashMap<>();
    var later = BinaryOperator.maxBy(Comparator.comparingLong(AccountRows::versionOf));
    for (AccountBalance balance : balances) {
      latest.merge(new Key(balance.getAccountId(), shardOf(balance)), balance, later);
    }
    return UPSERT.execute(connection, latest.values());
  }

  private static int shardOf(AccountBalance balance) {
    Integer shard = balance.getShard();
    return shard == null ? NO_SHARD : shard;
  }

  private static long versionOf(AccountBalance balance) {
    return balance.getCounters().getVersion();
  }
}
