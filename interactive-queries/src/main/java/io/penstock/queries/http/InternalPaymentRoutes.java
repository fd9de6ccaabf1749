package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.queries.CommandAnswers;
import io.penstock.queries.facts.ConsistencyToken;
import io.penstock.queries.facts.FactReader;
import io.penstock.queries.facts.PaymentFacts;
import io.penstock.queries.json.Json;
import io.penstock.queries.json.PaymentJson;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.AccountType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** What the HTTP door asks of payments and of the owners of accounts. */
final class InternalPaymentRoutes {
  private final PaymentFacts payments;
  private final CommandAnswers answers;

  InternalPaymentRoutes(FactReader reader, CommandAnswers answers) {
    payments = new PaymentFacts(reader);
    this.answers = answers;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/internal/payments/{id}", Reply.by(this::payment));
    routes.get("/internal/payments/{id}/answer", Reply.by(this::answer));
    routes.get("/internal/owners/{owner_id}/accounts", Reply.by(this::accounts));
    routes.get(
        "/internal/owners/{owner_id}/merchant-account",
        Reply.by(ctx -> account(ctx, answers::merchantAccount)));
    routes.get(
        "/internal/owners/{owner_id}/payer-account",
        Reply.by(ctx -> account(ctx, answers::payerAccount)));
  }

  private Reply payment(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("wait_ms"));
    String id = QueryParameters.validId("payment_id", ctx.pathParam("id"));
    return payments
        .payment(id, query.patience())
        .map(found -> Reply.of(PaymentJson.of(found), ConsistencyToken.of(found)))
        .orElseThrow(() -> Reply.unknownPayment(id));
  }

  private Reply answer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("request_id", "wait_ms"));
    return answers
        .paymentAnswer(ctx.pathParam("id"), query.required("request_id"), query.patience())
        .map(Reply::of)
        .orElseGet(Reply::nothingYet);
  }

  private Reply accounts(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("type", "currency"));
    String owner = QueryParameters.validId("owner_id", ctx.pathParam("owner_id"));
    Optional<AccountType> type = query.constants("type", AccountType.class).stream().findFirst();
    List<ObjectNode> rows =
        payments.accountsOf(owner, type, query.text("currency")).stream()
            .map(InternalPaymentRoutes::json)
            .toList();
    return Reply.of(Json.page(rows, Optional.empty()));
  }

  private static Reply account(Context ctx, BiFunction<String, String, Optional<String>> find) {
    QueryParameters query = new QueryParameters(ctx, Set.of("currency"));
    String owner = QueryParameters.validId("owner_id", ctx.pathParam("owner_id"));
    return find.apply(owner, query.required("currency"))
        .map(id -> Reply.of(Json.object().put("account_id", id)))
        .orElseGet(Reply::nothingYet);
  }

  private static ObjectNode json(AccountOwner account) {
    return Json.object()
        .put("account_id", account.getAccountId())
        .put("owner_id", account.getOwnerId())
        .put("type", Json.lowerCase(account.getType()))
        .put("currency", account.getCurrency())
        .put("opened_at", Json.time(account.getOpenedAtMs()));
  }
}
