package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.AccountReads;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.facts.ConsistencyToken;
import io.penstock.queries.facts.OlderFacts;
import io.penstock.queries.json.TransferJson;
import io.penstock.schemas.TransferOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The public look-ups. Any instance answers any of them; here are those of the ledger. */
public final class QueryRoutes {
  private static final Set<String> LIST = Set.of("from", "to", "limit", "cursor");
  private static final Set<String> LEDGER =
      Set.of("account_id", "transaction_id", "from", "to", "limit", "cursor");

  private final CommittedFacts facts;
  private final OlderFacts older;
  private final AccountReads accounts;
  private final Statement statement;
  private final Ledger ledger;
  private final LedgerLists lists;
  private final PaymentRoutes payments;
  private final FraudRoutes fraud;
  private final ReconciliationRoutes reconciliation;

  public QueryRoutes(ViewsApplication views) {
    facts = views.facts();
    older = views.older();
    accounts = new AccountReads(facts);
    statement = new Statement(facts, accounts);
    ledger = new Ledger(facts, statement);
    lists = new LedgerLists(views.lists(), facts);
    payments = new PaymentRoutes(views.reader(), older);
    fraud = new FraudRoutes(views.reader());
    reconciliation = new ReconciliationRoutes(views.reader());
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/accounts/{id}", Reply.by(this::account));
    routes.get("/accounts/{id}/balance", Reply.by(this::balance));
    routes.get("/accounts/{id}/entries", Reply.by(this::entries));
    routes.get("/transfers/{id}", Reply.by(this::transfer));
    routes.get("/ledger", Reply.by(this::ledger));
    lists.addTo(routes);
    payments.addTo(routes);
    fraud.addTo(routes);
    reconciliation.addTo(routes);
  }

  private Reply account(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    facts.awaitAccount(token(ctx), id);
    return Reply.of(accounts.now(id, Duration.ZERO).orElseThrow(() -> unknownAccount(id)));
  }

  private Reply balance(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("at"));
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    Optional<Long> at = query.timeRoundedDown("at");
    facts.awaitAccount(token(ctx), id);
    Optional<ObjectNode> found =
        at.isPresent() ? accounts.at(id, at.get()) : accounts.now(id, Duration.ZERO);
    return Reply.of(found.orElseThrow(() -> unknownAccount(id)));
  }

  private Reply entries(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LIST);
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    Period period = Period.of(query);
    int limit = query.limit();
    Optional<Cursor> cursor = cursor(query, Statement.listOf(id));
    facts.awaitAccount(token(ctx), id);
    if (accounts.now(id, Duration.ZERO).isEmpty()) {
      throw unknownAccount(id);
    }
    return Reply.of(statement.page(id, period, cursor, limit).toJson());
  }

  private Reply transfer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("debit_account_id"));
    String id = QueryParameters.validId("transfer_id", ctx.pathParam("id"));
    Optional<String> account = query.id("debit_account_id");
    facts.awaitTransfer(token(ctx), id);
    return Reply.of(TransferJson.of(transfer(id, account.orElse(null))));
  }

  /** The transfer with the id that the account says is meant, or the only one. */
  private TransferOutcome transfer(String id, @Nullable String account) {
    List<TransferOutcome> meant = meant(facts.transfers(id, Duration.ZERO), account);
    if (meant.isEmpty()) {
      meant = meant(older.transfers(id), account);
    }
    if (meant.size() > 1) {
      throw new ProblemException(
          Problem.ofAmbiguousTransfer(
              id, meant.stream().map(TransferOutcome::getScopeAccountId).toList()));
    }
    return meant.stream()
        .findFirst()
        .orElseThrow(
            () -> Reply.notFound("transfer_not_found", "There is no transfer " + id + "."));
  }

  private static List<TransferOutcome> meant(
      List<TransferOutcome> transfers, @Nullable String account) {
    return TransferScope.meant(transfers, TransferScope::of, account);
  }

  private Reply ledger(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LEDGER);
    Optional<String> account = query.id("account_id");
    Optional<String> transaction = query.id("transaction_id");
    Period period = Period.of(query);
    int limit = query.limit();
    ConsistencyToken token = token(ctx);
    Function<String, Optional<Cursor>> cursor = list -> cursor(query, list);
    if (transaction.isPresent()) {
      String id = transaction.get();
      var from = cursor.apply("transaction:" + id);
      facts.awaitTransfer(token, id);
      return page(ledger.ofTransaction(id, account, period, from, limit));
    }
    if (account.isPresent()) {
      String id = account.get();
      var from = cursor.apply("ledger:" + id);
      facts.awaitAccount(token, id);
      return page(ledger.ofAccount(id, period, from, limit));
    }
    var from = cursor.apply("ledger");
    facts.awaitJournal(token);
    return page(ledger.all(period, from, limit));
  }

  private static Reply page(Page page) {
    return Reply.of(page.toJson());
  }

  private Optional<Cursor> cursor(QueryParameters query, String list) {
    return query.text("cursor").map(text -> Cursor.parse(text, list, facts.partitions()));
  }

  private ConsistencyToken token(Context ctx) {
    return facts.decided(ConsistencyToken.of(ctx, facts.partitions()));
  }

  static ProblemException unknownAccount(String id) {
    return Reply.notFound("account_not_found", "There is no account " + id + ".");
  }
}
