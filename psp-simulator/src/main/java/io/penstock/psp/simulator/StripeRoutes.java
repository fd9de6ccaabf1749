package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The part of Stripe's API that is here, by path. */
record StripeRoutes(
    Calls calls,
    Documents documents,
    Intents intents,
    IntentSearch search,
    PaymentMethods methods,
    Charges charges,
    Refunds refunds,
    BalanceTransactions transactions) {
  void addTo(RoutesConfig routes) {
    intents(routes);
    refunds(routes);
    routes.get("/v1/charges", on(p -> list("/v1/charges", p, all("ch", p))));
    routes.get("/v1/charges/{id}", one(charges::read));
    routes.get("/v1/payment_methods/{id}", one(methods::read));
    routes.get("/v1/balance_transactions", on(this::transactions));
    routes.get("/v1/balance_transactions/{id}", one(transactions::read));
    routes.get("/v1/events", on(this::events));
    routes.get("/v1/events/{id}", one(this::event));
  }

  private void intents(RoutesConfig routes) {
    routes.post("/v1/payment_intents", on(intents::create));
    routes.get("/v1/payment_intents", on(p -> list("/v1/payment_intents", p, all("pi", p))));
    routes.get(
        "/v1/payment_intents/search",
        on(p -> Pages.searchResult("/v1/payment_intents/search", p, search.find(p.text("query")))));
    routes.get("/v1/payment_intents/{id}", one(intents::read));
    routes.post(
        "/v1/payment_intents/{id}/confirm",
        ctx -> calls.answer(ctx, p -> intents.confirm(id(ctx), p)));
    routes.post(
        "/v1/payment_intents/{id}/capture",
        ctx -> calls.answer(ctx, p -> intents.capture(id(ctx), p)));
    routes.post(
        "/v1/payment_intents/{id}/cancel",
        ctx -> calls.answer(ctx, p -> intents.cancel(id(ctx), p)));
  }

  private void refunds(RoutesConfig routes) {
    routes.post("/v1/refunds", on(refunds::create));
    routes.get("/v1/refunds", on(this::refunds));
    routes.get("/v1/refunds/{id}", one(refunds::read));
  }

  private ObjectNode refunds(Params params) {
    String intent = params.find("payment_intent");
    String owner = intent == null ? params.find("charge") : intent;
    return list("/v1/refunds", params, refunds.newestFirst(owner, Pages.after(params)));
  }

  private ObjectNode transactions(Params params) {
    String type = params.find("type");
    long from = params.integerOr("available_on[gte]", Long.MIN_VALUE);
    long to = params.integerOr("available_on[lte]", Long.MAX_VALUE);
    Stream<ObjectNode> found =
        transactions
            .newestFirst(params.find("source"), Pages.after(params))
            .filter(each -> type == null || each.get("type").textValue().equals(type))
            .filter(each -> each.get("available_on").longValue() >= from)
            .filter(each -> each.get("available_on").longValue() <= to);
    return list("/v1/balance_transactions", params, found);
  }

  private ObjectNode events(Params params) {
    String type = params.find("type");
    List<String> types = type == null ? params.list("types") : List.of(type);
    Stream<ObjectNode> found =
        all("evt", params)
            .filter(each -> types.isEmpty() || types.contains(each.get("type").textValue()));
    return list("/v1/events", params, found);
  }

  private ObjectNode event(String id) {
    ObjectNode found = id.startsWith("evt_") ? documents.find(id) : null;
    if (found == null) {
      throw StripeError.unknown("event", "id", id);
    }
    return found;
  }

  private Stream<ObjectNode> all(String prefix, Params params) {
    return documents.newestFirst(prefix, Pages.after(params));
  }

  private static ObjectNode list(String url, Params params, Stream<ObjectNode> found) {
    return Pages.list(url, params, found);
  }

  private Handler on(Function<Params, ObjectNode> work) {
    return ctx -> calls.answer(ctx, work);
  }

  private Handler one(Function<String, ObjectNode> read) {
    return ctx -> calls.answer(ctx, _ -> read.apply(id(ctx)));
  }

  private static String id(Context ctx) {
    return ctx.pathParam("id");
  }
}
