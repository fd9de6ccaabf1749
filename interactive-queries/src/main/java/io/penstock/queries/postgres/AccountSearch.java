package io.penstock.queries.postgres;

import io.penstock.queries.postgres.Archive.Place;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queries of one list of accounts. Each walks an index from the newest row down; what that
 * index does not serve is looked at row by row, so many rows a page.
 *
 * @param mostLookedAt rows that are looked at for one page
 */
public record AccountSearch(WantedAccounts wanted, int mostLookedAt) {
  /**
   * Which accounts; what is null or empty is not asked for.
   *
   * @param after where to begin
   * @param limit most of them
   */
  public record WantedAccounts(
      @Nullable String ownerId,
      List<AccountType> types,
      @Nullable String currency,
      List<AccountStatus> statuses,
      @Nullable Place after,
      int limit) {}

  private static final String NEWEST_FIRST = " ORDER BY created_at DESC, account_id DESC";

  /** A system account stands where its first shard does. */
  private static final String ONE_ROW_AN_ACCOUNT =
      """
      (type <> 'system' OR NOT EXISTS (
        SELECT FROM accounts AS first
         WHERE first.account_id = accounts.account_id AND first.shard < accounts.shard))\
      """;

  static final String SHARDS =
      "SELECT * FROM accounts WHERE account_id = ANY (?) ORDER BY account_id, shard LIMIT 100000";

  Clause found() {
    return walk().found(wantedRows(), wanted.limit());
  }

  Clause end() {
    return walk().end();
  }

  private Walk walk() {
    Clause rows =
        Clause.of("SELECT * FROM accounts WHERE " + ONE_ROW_AN_ACCOUNT)
            .and(byIndex())
            .and(behind())
            .then(NEWEST_FIRST)
            .then(Clause.of(" LIMIT ?", mostLookedAt));
    return new Walk(rows, NEWEST_FIRST, mostLookedAt);
  }

  /** Whoever owns is most particular, then what is rare. */
  private Clause byIndex() {
    if (wanted.ownerId() != null) {
      return Clause.of("owner_id = ?", wanted.ownerId());
    }
    if (wanted.statuses().size() == 1 && wanted.statuses().getFirst() != AccountStatus.OPEN) {
      // A constant, so that the planner sees which index holds these rows.
      return Clause.of(
          "status <> 'open' AND status = '" + Clause.lower(wanted.statuses().getFirst()) + "'");
    }
    if (wanted.types().size() == 1 && wanted.types().getFirst() != AccountType.WALLET) {
      return Clause.of("type = ?", Clause.lower(wanted.types().getFirst()));
    }
    return wanted.currency() == null
        ? Clause.of("true")
        : Clause.of("currency = ?", wanted.currency());
  }

  private Clause behind() {
    @Nullable Place after = wanted.after();
    return after == null
        ? Clause.of("true")
        : Clause.of(
            "created_at <= ? AND (created_at, account_id) < (?, ?)",
            Clause.time(after.createdAtMs()),
            Clause.time(after.createdAtMs()),
            after.id());
  }

  private Clause wantedRows() {
    Clause rows = Clause.of("true");
    if (wanted.currency() != null) {
      rows = rows.and(Clause.of("currency = ?", wanted.currency()));
    }
    return rows.and(Clause.oneOf("type", wanted.types()))
        .and(Clause.oneOf("status", wanted.statuses()));
  }
}
