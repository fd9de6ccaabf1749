package io.penstock.queries.postgres;

import io.penstock.queries.facts.StoredLists;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.tables.FactTables;
import io.penstock.views.ConsistencyToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists from the tables that the sinks fill, as far as those have come. Connections of its own keep
 * a crowd that lists from those who look one thing up.
 */
public final class PostgresLists implements StoredLists {
  /** Rows looked at for one page: one with a rare filter ends early, and says where. */
  static final int MOST_LOOKED_AT = 10_000;

  private static final int LONGEST_ANSWER_SECONDS = 4;

  /**
   * The planner guesses how often a note occurs, and must not read a whole table for a wrong guess;
   * each query is planned for its own values.
   */
  private static final String SETTINGS =
      "-c enable_seqscan=off -c plan_cache_mode=force_custom_plan -c jit=off";

  private final ReadOnlyDatabase database;
  private final int mostLookedAt;

  /**
   * Connects to nothing yet: the database may be away, now and later.
   *
   * @param url of JDBC, with user and password
   */
  public PostgresLists(String url) {
    this(url, MOST_LOOKED_AT);
  }

  public PostgresLists(String url, int mostLookedAt) {
    database = new ReadOnlyDatabase(url, "penstock-lists", LONGEST_ANSWER_SECONDS, SETTINGS);
    this.mostLookedAt = mostLookedAt;
  }

  @Override
  public Slice<TransferOutcome> transfers(WantedTransfers wanted) {
    TransferSearch search = new TransferSearch(wanted, Math.max(mostLookedAt, wanted.limit() + 1));
    return database.ask(
        connection -> {
          boolean byNotes = !wanted.metadata().isEmpty() && areFew(connection, search);
          Clause query = byNotes ? search.foundByNotes() : search.found();
          Optional<Clause> end =
              byNotes || !search.isBounded() ? Optional.empty() : Optional.of(search.end());
          return slice(
              rows(connection, query, FactTables.TRANSFERS::read),
              wanted.limit(),
              PostgresLists::place,
              end(connection, end, "transfer_id", "scope_account_id"));
        });
  }

  private static boolean areFew(Connection connection, TransferSearch search) throws SQLException {
    Clause count = search.withNotes().within("SELECT count(*) AS found FROM ").then(" AS noted");
    long found = rows(connection, count, row -> row.getLong("found")).getFirst();
    return found <= search.mostLookedAt();
  }

  @Override
  public Slice<List<AccountBalance>> accounts(WantedAccounts wanted) {
    AccountSearch search = new AccountSearch(wanted, Math.max(mostLookedAt, wanted.limit() + 1));
    return database.ask(
        connection -> {
          Slice<AccountBalance> first =
              slice(
                  rows(connection, search.found(), FactTables.ACCOUNTS::read),
                  wanted.limit(),
                  account -> new Place(account.getCreatedAtMs(), account.getAccountId(), ""),
                  end(connection, Optional.of(search.end()), "account_id", null));
          return new Slice<>(shards(connection, first.things()), first.next());
        });
  }

  private static List<List<AccountBalance>> shards(
      Connection connection, List<AccountBalance> accounts) throws SQLException {
    Map<String, List<AccountBalance>> all = new LinkedHashMap<>();
    accounts.forEach(account -> all.put(account.getAccountId(), List.of(account)));
    String[] system =
        accounts.stream()
            .filter(account -> account.getShard() != null)
            .map(AccountBalance::getAccountId)
            .toArray(String[]::new);
    if (system.length > 0) {
      Clause shards = Clause.of(AccountSearch.SHARDS, connection.createArrayOf("text", system));
      Map<String, List<AccountBalance>> found = new LinkedHashMap<>();
      rows(connection, shards, FactTables.ACCOUNTS::read)
          .forEach(
              shard ->
                  found.computeIfAbsent(shard.getAccountId(), id -> new ArrayList<>()).add(shard));
      all.replaceAll((id, one) -> found.getOrDefault(id, one));
    }
    return List.copyOf(all.values());
  }

  @Override
  public Set<Integer> known(List<SettlementLine> lines) {
    return database.ask(connection -> new KnownLineSearch(connection).in(lines));
  }

  @Override
  public boolean hasSeen(ConsistencyToken token) {
    return database.ask(connection -> StoredMarks.areIn(connection, token));
  }

  @Override
  public void close() {
    database.close();
  }

  private interface End {
    Optional<Place> place() throws SQLException;
  }

  private static End end(
      Connection connection, Optional<Clause> query, String id, @Nullable String scope) {
    return () ->
        query.isEmpty()
            ? Optional.empty()
            : rows(
                    connection,
                    query.get(),
                    row ->
                        new Place(
                            FactTables.time(row, "created_at"),
                            row.getString(id),
                            scope == null ? "" : row.getString(scope)))
                .stream()
                .findFirst();
  }

  private static Place place(TransferOutcome transfer) {
    return new Place(
        transfer.getDecidedAtMs(), transfer.getTransferId(), transfer.getScopeAccountId());
  }

  /** One thing more than is shown tells that there is more. */
  private static <T> Slice<T> slice(List<T> found, int limit, Function<T, Place> place, End end)
      throws SQLException {
    return found.size() > limit
        ? new Slice<>(found.subList(0, limit), Optional.of(place.apply(found.get(limit - 1))))
        : new Slice<>(found, end.place());
  }

  private static <T> List<T> rows(
      Connection connection, Clause query, ReadOnlyDatabase.Fact<T> fact) throws SQLException {
    return ReadOnlyDatabase.rows(connection, query.sql(), fact, query.values());
  }
}
