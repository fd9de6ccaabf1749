package io.penstock.queries.postgres;

import io.penstock.queries.facts.StoredLists.Place;
import io.penstock.queries.facts.StoredLists.WantedAccounts;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queries of one list of accounts. Each walks an index from the newest row down; what that
 * index does not serve is looked at row by row, so many rows a page.
 *
 * @param mostLookedAt rows that are looked at for one page
 */
record AccountSearch(WantedAccounts wanted, int mostLookedAt) {
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

  /** The newest of what is wanted, where the walk comes upon it. */
  Clause found() {
    return walk()
        .within("SELECT * FROM ")
        .then(" AS walked WHERE ")
        .then(wantedRows())
        .then(NEWEST_FIRST)
        .then(Clause.of(" LIMIT ?", wanted.limit() + 1));
  }

  /** The last row of a walk that ended before the list did. */
  Clause end() {
    return walk()
        .within("SELECT * FROM ")
        .then(" AS walked" + NEWEST_FIRST)
        .then(Clause.of(" LIMIT 1 OFFSET ?", mostLookedAt - 1));
  }

  private Clause walk() {
    return Clause.of("SELECT * FROM accounts WHERE " + ONE_ROW_AN_ACCOUNT)
        .and(byIndex())
        .and(behind())
        .then(NEWEST_FIRST)
        .then(Clause.of(" LIMIT ?", mostLookedAt));
  }

  /** Whoever owns is most particular, then what is rare. */
  private Clause byIndex() {
    if (wanted.ownerId() != null) {
      return Clause.of("owner_id = ?", wanted.ownerId());
    }
    if (wanted.statuses().size() == 1 && wanted.statuses().getFirst() != AccountStatus.OPEN) {
      // A constant, so that the planner sees which index holds these rows.
      return Clause.of(
          "status <> 'open' AND status = '" + lower(wanted.statuses().getFirst()) + "'");
    }
    if (wanted.types().size() == 1 && wanted.types().getFirst() != AccountType.WALLET) {
      return Clause.of("type = ?", lower(wanted.types().getFirst()));
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
    return rows.and(oneOf("type", wanted.types())).and(oneOf("status", wanted.statuses()));
  }

  private static Clause oneOf(String column, List<? extends Enum<?>> constants) {
    String names =
        constants.stream()
            .map(constant -> "'" + lower(constant) + "'")
            .collect(Collectors.joining(", "));
    return Clause.of(names.isEmpty() ? "true" : column + " IN (" + names + ")");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
