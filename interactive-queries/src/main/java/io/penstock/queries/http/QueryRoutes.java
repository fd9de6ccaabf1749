package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.CatchUp;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.postgres.Archive;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.AccountJson;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.JournalMark;
import io.penstock.views.ConsistencyToken.TransferMark;
import io.penstock.views.TransferJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public look-ups. Any instance answers any of them; here are those of the ledger. */
public final class QueryRoutes {
  private static final Set<String> LIST = Set.of("from", "to", "limit", "cursor");
  private static final Set<String> LEDGER =
      Set.of("account_id", "transaction_id", "from", "to", "limit", "cursor");

  private final CommittedFacts facts;
  private final Archive archive;
  private final CatchUp catchUp;
  private final Statement statement;
  private final Ledger ledger;
  private final LedgerLists lists;
  private final PaymentRoutes payments;
  private final ReconciliationRoutes reconciliation;

  public QueryRoutes(ViewsApplication views) {
    facts = views.facts();
    archive = views.archive();
    catchUp = new CatchUp(views.facts());
    statement = new Statement(facts);
    ledger = new Ledger(facts, statement);
    lists = new LedgerLists(views);
    payments = new PaymentRoutes(views);
    reconciliation = new ReconciliationRoutes(views);
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/accounts/{id}", JsonRoute.of(this::account));
    routes.get("/accounts/{id}/balance", JsonRoute.of(this::balance));
    routes.get("/accounts/{id}/entries", JsonRoute.of(this::entries));
    routes.get("/transfers/{id}", JsonRoute.of(this::transfer));
    routes.get("/ledger", JsonRoute.of(this::ledger));
    lists.addTo(routes);
    payments.addTo(routes);
    reconciliation.addTo(routes);
  }

  private ObjectNode account(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    catchUp.awaitAccount(token(ctx), id);
    return AccountJson.of(id, facts.account(id)).orElseThrow(() -> unknownAccount(id));
  }

  private ObjectNode balance(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("at"));
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    Optional<Long> at = query.timeRoundedDown("at");
    catchUp.awaitAccount(token(ctx), id);
    List<AccountBalance> found = at.isPresent() ? facts.accountAt(id, at.get()) : facts.account(id);
    return AccountJson.of(id, found).orElseThrow(() -> unknownAccount(id));
  }

  private ObjectNode entries(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LIST);
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    Period period = Period.of(query);
    int limit = query.limit();
    Optional<Positions> from = Positions.of(query, Statement.listOf(id), facts.partitions());
    catchUp.awaitAccount(token(ctx), id);
    if (AccountJson.of(id, facts.account(id)).isEmpty()) {
      throw unknownAccount(id);
    }
    return statement.page(id, period, from, limit);
  }

  private ObjectNode transfer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("debit_account_id"));
    String id = QueryParameters.validId("transfer_id", ctx.pathParam("id"));
    Optional<String> account = query.id("debit_account_id");
    catchUp.await(token(ctx), TransferMark.class, id);
    return TransferJson.of(transfer(id, account.orElse(null)));
  }

  /** The transfer with the id that the account says is meant, or the only one. */
  private TransferOutcome transfer(String id, @Nullable String account) {
    List<TransferOutcome> meant = meant(facts.transfers(id), account);
    if (meant.isEmpty()) {
      meant = meant(archive.transfers(id), account);
    }
    if (meant.size() > 1) {
      throw new ProblemException(
          Problem.ofAmbiguousTransfer(
              id, meant.stream().map(TransferOutcome::getScopeAccountId).toList()));
    }
    return meant.stream()
        .findFirst()
        .orElseThrow(
            () -> JsonRoute.notFound("transfer_not_found", "There is no transfer " + id + "."));
  }

  private static List<TransferOutcome> meant(
      List<TransferOutcome> transfers, @Nullable String account) {
    return TransferScope.meant(transfers, TransferScope::of, account);
  }

  private ObjectNode ledger(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LEDGER);
    Optional<String> account = query.id("account_id");
    Optional<String> transaction = query.id("transaction_id");
    Period period = Period.of(query);
    int limit = query.limit();
    ConsistencyToken token = token(ctx);
    if (transaction.isPresent()) {
      String id = transaction.get();
      var from = Positions.of(query, "transaction:" + id, facts.partitions());
      catchUp.await(token, TransferMark.class, id);
      return ledger.ofTransaction(id, account, period, from, limit);
    }
    if (account.isPresent()) {
      String id = account.get();
      var from = Positions.of(query, "ledger:" + id, facts.partitions());
      catchUp.awaitAccount(token, id);
      return ledger.ofAccount(id, period, from, limit);
    }
    var from = Positions.of(query, "ledger", facts.partitions());
    catchUp.await(token, JournalMark.class);
    return ledger.all(period, from, limit);
  }

  private ConsistencyToken token(Context ctx) {
    return catchUp.decided(QueryParameters.token(ctx, facts.partitions()));
  }

  static ProblemException unknownAccount(String id) {
    return JsonRoute.notFound("account_not_found", "There is no account " + id + ".");
  }
}
