package io.penstock.queries.postgres;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import java.sql.SQLException;

/** A row of accounts as the balance that it was made from, without what changed it. */
final class AccountRow {
  private AccountRow() {}

  static AccountBalance of(StoredRow row) throws SQLException {
    int shard = row.integer("shard");
    return AccountBalance.newBuilder()
        .setAccountId(row.text("account_id"))
        .setShard(shard < 0 ? null : shard)
        .setOwnerId(row.text("owner_id"))
        .setType(row.constant(AccountType.class, "type"))
        .setCurrency(row.text("currency"))
        .setStatus(row.constant(AccountStatus.class, "status"))
        .setCounters(counters(row))
        .setChange(Change.newBuilder().build())
        .setCreatedAtMs(row.time("created_at"))
        .setUpdatedAtMs(row.time("updated_at"))
        .setMetadata(row.notes("metadata"))
        .build();
  }

  private static Counters counters(StoredRow row) throws SQLException {
    return Counters.newBuilder()
        .setVersion(row.number("version"))
        .setDebitsPendingMinor(row.number("debits_pending_minor"))
        .setDebitsPostedMinor(row.number("debits_posted_minor"))
        .setCreditsPendingMinor(row.number("credits_pending_minor"))
        .setCreditsPostedMinor(row.number("credits_posted_minor"))
        .setOverdraftLimitMinor(row.number("overdraft_limit_minor"))
        .build();
  }
}
