package io.penstock.queries.postgres;

import io.penstock.queries.postgres.Archive.Place;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queries of one list of transfers. Each walks an index from the newest row down; what no index
 * serves is looked at row by row, so many rows a page.
 *
 * @param mostLookedAt rows that are looked at for one page
 */
public record TransferSearch(WantedTransfers wanted, int mostLookedAt) {
  /**
   * Which transfers; what is null or empty is not asked for.
   *
   * @param accountId pays or is paid
   * @param metadata notes that they have, among others
   * @param fromMs when they were first decided, inclusive; milliseconds since the epoch
   * @param toMs exclusive
   * @param after where to begin
   * @param limit most of them
   */
  public record WantedTransfers(
      @Nullable String accountId,
      List<TransferStatus> statuses,
      @Nullable String code,
      Map<String, String> metadata,
      long fromMs,
      long toMs,
      @Nullable Place after,
      int limit) {}

  private static final String NEWEST_FIRST =
      " ORDER BY created_at DESC, transfer_id DESC, scope_account_id DESC";

  /** A post or void is an answer to its hold; as the indexes of lists say it. */
  private static final String MOVES = "kind NOT IN ('post', 'void')";

  private static final String FIRST_CREDIT = "(credits->0->>'account_id')";

  Clause found() {
    return walk().found(wantedRows(), wanted.limit());
  }

  Clause end() {
    return walk().end();
  }

  /** Whether a walk may end before the list does. */
  boolean isBounded() {
    return rowsOfWalk() == mostLookedAt;
  }

  /** What has the notes that are asked for, in no order: one row too many where they are many. */
  Clause withNotes() {
    return Clause.of("SELECT * FROM transfers WHERE " + MOVES + " AND metadata <> '{}'::jsonb")
        .and(notes())
        .then(Clause.of(" LIMIT ?", mostLookedAt + 1));
  }

  /** The newest of what is wanted among all that has the notes. */
  Clause foundByNotes() {
    Clause wantedRows = wantedRows().and(period()).and(behind());
    if (wanted.accountId() != null) {
      String account = wanted.accountId();
      wantedRows =
          wantedRows.and(
              Clause.of(
                  "(debit_account_id = ? OR credits @> ?::jsonb)",
                  account,
                  Clause.json(List.of(Map.of("account_id", account)))));
    }
    return new Walk(withNotes(), NEWEST_FIRST, mostLookedAt).found(wantedRows, wanted.limit());
  }

  private int rowsOfWalk() {
    return needsLooking() ? mostLookedAt : wanted.limit() + 1;
  }

  /** Whether rows are walked over that are not wanted. */
  private boolean needsLooking() {
    boolean isAnybodys = wanted.accountId() == null;
    boolean hasStatusIndex = isAnybodys && isOneRareStatus();
    boolean hasCodeIndex = isAnybodys && wanted.statuses().isEmpty();
    return !wanted.metadata().isEmpty()
        || (wanted.code() != null && !hasCodeIndex)
        || (!wanted.statuses().isEmpty() && !hasStatusIndex);
  }

  private boolean isOneRareStatus() {
    return wanted.statuses().size() == 1 && wanted.statuses().getFirst() != TransferStatus.POSTED;
  }

  private boolean isOpenHolds() {
    return wanted.statuses().equals(List.of(TransferStatus.PENDING));
  }

  private Walk walk() {
    return new Walk(walkedRows(), NEWEST_FIRST, rowsOfWalk());
  }

  private Clause walkedRows() {
    String account = wanted.accountId();
    if (account == null) {
      return newest(Clause.of(MOVES).and(anyAccounts()));
    }
    Clause state = Clause.of(isOpenHolds() ? "status = 'pending' AND " + MOVES : MOVES);
    Clause paying = state.and(Clause.of("debit_account_id = ?", account));
    Clause paid =
        state.and(Clause.of(FIRST_CREDIT + " = ? AND debit_account_id <> ?", account, account));
    return newest(paying)
        .within("")
        .then(newest(paid).within(" UNION ALL "))
        .then(furtherCredits(account).within(" UNION ALL "))
        .within("SELECT * FROM ")
        .then(" AS legs" + NEWEST_FIRST)
        .then(Clause.of(" LIMIT ?", rowsOfWalk()));
  }

  /** By the index that serves best. */
  private Clause anyAccounts() {
    List<TransferStatus> statuses = wanted.statuses();
    if (isOneRareStatus()) {
      // A constant, so that the planner sees which index holds these rows.
      return Clause.of(
          "status <> 'posted' AND status = '" + Clause.lower(statuses.getFirst()) + "'");
    }
    return statuses.isEmpty() && wanted.code() != null
        ? Clause.of("code = ?", wanted.code())
        : Clause.of("true");
  }

  private Clause newest(Clause rows) {
    return Clause.of("SELECT * FROM transfers WHERE ")
        .then(rows)
        .and(period())
        .and(behind())
        .then(NEWEST_FIRST)
        .then(Clause.of(" LIMIT ?", rowsOfWalk()));
  }

  private Clause furtherCredits(String account) {
    Clause places =
        Clause.of("SELECT * FROM transfer_credits WHERE account_id = ?", account)
            .and(period())
            .and(behind())
            .then(NEWEST_FIRST)
            .then(Clause.of(" LIMIT ?", rowsOfWalk()));
    return places
        .within("SELECT transfers.* FROM ")
        .then(" AS places JOIN transfers USING (transfer_id, scope_account_id)");
  }

  private Clause period() {
    Clause from =
        wanted.fromMs() == Long.MIN_VALUE
            ? Clause.of("true")
            : Clause.of("created_at >= ?", Clause.time(wanted.fromMs()));
    return wanted.toMs() == Long.MAX_VALUE
        ? from
        : from.and(Clause.of("created_at < ?", Clause.time(wanted.toMs())));
  }

  private Clause behind() {
    @Nullable Place after = wanted.after();
    return after == null
        ? Clause.of("true")
        : Clause.of(
            "created_at <= ? AND (created_at, transfer_id, scope_account_id) < (?, ?, ?)",
            Clause.time(after.createdAtMs()),
            Clause.time(after.createdAtMs()),
            after.id(),
            after.scope());
  }

  private Clause wantedRows() {
    Clause rows = wanted.metadata().isEmpty() ? Clause.of("true") : notes();
    rows = rows.and(Clause.oneOf("status", wanted.statuses()));
    return wanted.code() == null ? rows : rows.and(Clause.of("code = ?", wanted.code()));
  }

  private Clause notes() {
    return Clause.of("metadata @> ?::jsonb", Clause.json(wanted.metadata()));
  }
}
