package io.penstock.queries.postgres;

import io.penstock.queries.postgres.AccountSearch.WantedAccounts;
import io.penstock.queries.postgres.TransferSearch.WantedTransfers;
import io.penstock.queries.store.NotReadyException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.tables.Columns;
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
 * The facts as the sinks have written them to Postgres, which keeps them for ever: what the views
 * have forgotten, lists of accounts and transfers, newest first, and questions about many things at
 * once. Each call answers within a few seconds or throws {@link NotReadyException}: what cannot be
 * looked at now is not called unknown. Where no database is configured, what is forgotten is
 * unknown, and there are no lists.
 */
public final class Archive implements AutoCloseable {
  static final String TRANSFERS =
      "SELECT * FROM transfers WHERE transfer_id = ? ORDER BY created_at LIMIT 1000";
  static final String PAYMENT = "SELECT * FROM payments WHERE payment_id = ?";
  static final String EVENTS =
      "SELECT * FROM payment_events WHERE payment_id = ? AND sequence >= ? AND sequence < ?"
          + " ORDER BY sequence LIMIT ?";
  static final String REFUNDS_OF_PAYMENT =
      "SELECT * FROM refunds WHERE payment_id = ? ORDER BY number LIMIT 1000";
  static final String REFUNDS =
      "SELECT * FROM refunds WHERE refund_id = ? ORDER BY payment_id LIMIT 100";
  static final String REFUND = "SELECT * FROM refunds WHERE refund_id = ? AND payment_id = ?";

  /** Rows looked at for one page: one with a rare filter ends early, and says where. */
  static final int MOST_LOOKED_AT = 10_000;

  private static final int LONGEST_LOOK_UP_SECONDS = 2;
  private static final int LONGEST_LIST_SECONDS = 4;

  /**
   * The planner guesses how often a note occurs, and must not read a whole table for a wrong guess;
   * each query is planned for its own values.
   */
  private static final String LIST_SETTINGS =
      "-c enable_seqscan=off -c plan_cache_mode=force_custom_plan -c jit=off";

  private final @Nullable ReadOnlyDatabase facts;

  /** Connections of its own keep a crowd that lists from those who look one thing up. */
  private final @Nullable ReadOnlyDatabase lists;

  private final int mostLookedAt;

  /**
   * Connects to nothing yet: the database may be away, now and later.
   *
   * @param url of JDBC, with user and password; null: there is none
   */
  public Archive(@Nullable String url) {
    this(url, MOST_LOOKED_AT);
  }

  Archive(@Nullable String url, int mostLookedAt) {
    this.mostLookedAt = mostLookedAt;
    facts =
        url == null
            ? null
            : new ReadOnlyDatabase(url, "penstock-older-facts", LONGEST_LOOK_UP_SECONDS, "");
    lists =
        url == null
            ? null
            : new ReadOnlyDatabase(url, "penstock-lists", LONGEST_LIST_SECONDS, LIST_SETTINGS);
  }

  /**
   * A place in a list, behind which it goes on.
   *
   * @param createdAtMs milliseconds since 1970-01-01T00:00:00Z
   * @param id of the account or transfer
   * @param scope of a transfer; empty for an account
   */
  public record Place(long createdAtMs, String id, String scope) {}

  /**
   * A part of a list.
   *
   * @param next where it goes on; empty at its end. Where a filter is met rarely there may be fewer
   *     things than asked for, or none, and yet a next place
   */
  public record Slice<T>(List<T> things, Optional<Place> next) {
    public Slice {
      things = List.copyOf(things);
    }
  }

  private <R> List<R> older(String query, Columns<R> columns, Object... parameters) {
    return facts == null
        ? List.of()
        : facts.ask(
            connection ->
                ReadOnlyDatabase.rows(connection, query, columns::read, List.of(parameters)));
  }

  /** The transfers with an id, one a scope, the oldest first. */
  public List<TransferOutcome> transfers(String transferId) {
    return older(TRANSFERS, FactTables.TRANSFERS, transferId);
  }

  /** A payment with its refunds. */
  public Optional<Payment> payment(String paymentId) {
    return older(PAYMENT, FactTables.PAYMENTS, paymentId).stream()
        .findFirst()
        .map(
            payment ->
                Payment.newBuilder(payment)
                    .setRefunds(older(REFUNDS_OF_PAYMENT, FactTables.REFUNDS, paymentId))
                    .build());
  }

  /**
   * What happened to a payment, in order.
   *
   * @param from the first sequence, inclusive
   * @param to the last one, exclusive
   * @param limit most of them
   */
  public List<PaymentEvent> events(String paymentId, long from, long to, int limit) {
    return older(EVENTS, FactTables.PAYMENT_EVENTS, paymentId, from, to, limit);
  }

  /** The refunds with an id, one a payment, in the order of the payments' ids. */
  public List<Refund> refunds(String refundId) {
    return older(REFUNDS, FactTables.REFUNDS, refundId);
  }

  public Optional<Refund> refund(String refundId, String paymentId) {
    return older(REFUND, FactTables.REFUNDS, refundId, paymentId).stream().findFirst();
  }

  /**
   * Which settlement lines change nothing, since reconciliation has accepted them already, by their
   * place in the list; one that it has not told yet is not among them.
   *
   * @param lines a few thousand at most, that can be understood
   */
  public Set<Integer> known(List<SettlementLine> lines) {
    return lists().ask(connection -> new KnownLineSearch(connection).in(lines));
  }

  /** Whether what lists show includes all that a token names. */
  public boolean hasSeen(ConsistencyToken token) {
    Clause seen = StoredMarks.areThere(token);
    return lists()
        .ask(connection -> rows(connection, seen, row -> row.getBoolean("seen")).getFirst());
  }

  private ReadOnlyDatabase lists() {
    if (lists == null) {
      throw NotReadyException.noLists();
    }
    return lists;
  }

  /** The transfers, without posts and voids: those only say what became of a hold. */
  public Slice<TransferOutcome> transfers(WantedTransfers wanted) {
    TransferSearch search = new TransferSearch(wanted, Math.max(mostLookedAt, wanted.limit() + 1));
    return lists()
        .ask(
            connection -> {
              boolean byNotes = !wanted.metadata().isEmpty() && areFew(connection, search);
              return slice(
                  connection,
                  byNotes ? search.foundByNotes() : search.found(),
                  byNotes || !search.isBounded() ? Optional.empty() : Optional.of(search.end()),
                  wanted.limit(),
                  FactTables.TRANSFERS,
                  transfer ->
                      new Place(
                          transfer.getDecidedAtMs(),
                          transfer.getTransferId(),
                          transfer.getScopeAccountId()));
            });
  }

  private static boolean areFew(Connection connection, TransferSearch search) throws SQLException {
    Clause count = search.withNotes().within("SELECT count(*) AS found FROM ").then(" AS noted");
    long found = rows(connection, count, row -> row.getLong("found")).getFirst();
    return found <= search.mostLookedAt();
  }

  /** The accounts, each as its shards: one row, or several of a system account. */
  public Slice<List<AccountBalance>> accounts(WantedAccounts wanted) {
    AccountSearch search = new AccountSearch(wanted, Math.max(mostLookedAt, wanted.limit() + 1));
    return lists()
        .ask(
            connection -> {
              Slice<AccountBalance> first =
                  slice(
                      connection,
                      search.found(),
                      Optional.of(search.end()),
                      wanted.limit(),
                      FactTables.ACCOUNTS,
                      account -> new Place(account.getCreatedAtMs(), account.getAccountId(), ""));
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

  /**
   * One thing more than is shown tells that there is more.
   *
   * @param end the last row of a walk that may have ended before the list did
   */
  private static <T> Slice<T> slice(
      Connection connection,
      Clause query,
      Optional<Clause> end,
      int limit,
      Columns<T> columns,
      Function<T, Place> place)
      throws SQLException {
    List<T> found = rows(connection, query, columns::read);
    if (found.size() > limit) {
      return new Slice<>(found.subList(0, limit), Optional.of(place.apply(found.get(limit - 1))));
    }
    List<T> last = end.isEmpty() ? List.of() : rows(connection, end.get(), columns::read);
    return new Slice<>(found, last.stream().findFirst().map(place));
  }

  private static <T> List<T> rows(
      Connection connection, Clause query, ReadOnlyDatabase.Fact<T> fact) throws SQLException {
    return ReadOnlyDatabase.rows(connection, query.sql(), fact, query.values());
  }

  @Override
  public void close() {
    if (facts != null) {
      facts.close();
    }
    if (lists != null) {
      lists.close();
    }
  }
}
