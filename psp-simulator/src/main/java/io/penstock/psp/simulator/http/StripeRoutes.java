package io.penstock.psp.simulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.BalanceTransactionCollection;
import com.stripe.model.Charge;
import com.stripe.model.ChargeCollection;
import com.stripe.model.Dispute;
import com.stripe.model.DisputeCollection;
import com.stripe.model.Event;
import com.stripe.model.EventCollection;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentIntentCollection;
import com.stripe.model.PaymentIntentSearchResult;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Refund;
import com.stripe.model.RefundCollection;
import com.stripe.model.StripeObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.penstock.psp.simulator.cards.PaymentMethods;
import io.penstock.psp.simulator.payments.BalanceTransactions;
import io.penstock.psp.simulator.payments.Charges;
import io.penstock.psp.simulator.payments.Disputes;
import io.penstock.psp.simulator.payments.IntentSearch;
import io.penstock.psp.simulator.payments.Intents;
import io.penstock.psp.simulator.payments.Refunds;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Params;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The part of Stripe's API that is here, by path. */
public record StripeRoutes(
    Calls calls,
    Documents documents,
    Intents intents,
    IntentSearch search,
    PaymentMethods methods,
    Charges charges,
    Refunds refunds,
    Disputes disputes,
    BalanceTransactions transactions) {
  private static final String INTENTS = "/v1/payment_intents";
  private static final String CHARGES = "/v1/charges";
  private static final String REFUNDS = "/v1/refunds";
  private static final String DISPUTES = "/v1/disputes";
  private static final String METHODS = "/v1/payment_methods";
  private static final String TRANSACTIONS = "/v1/balance_transactions";
  private static final String EVENTS = "/v1/events";

  public void addTo(RoutesConfig routes) {
    intents(routes);
    routes.get(
        CHARGES,
        on(
            ChargeCollection.class,
            p ->
                Pages.list(
                    CHARGES,
                    p,
                    charges.newestFirst(p, Pages.after(p, documents, "ch", "charge")))));
    routes.get(CHARGES + "/{id}", one(Charge.class, charges::read));
    routes.post(CHARGES + "/{id}", one(Charge.class, charges::update));
    routes.post(REFUNDS, on(Refund.class, refunds::create));
    routes.get(REFUNDS, on(RefundCollection.class, this::refunds));
    routes.get(REFUNDS + "/{id}", one(Refund.class, refunds::read));
    routes.post(REFUNDS + "/{id}", one(Refund.class, refunds::update));
    disputes(routes);
    routes.post(METHODS, on(PaymentMethod.class, methods::create));
    routes.get(METHODS + "/{id}", one(PaymentMethod.class, methods::read));
    routes.get(TRANSACTIONS, on(BalanceTransactionCollection.class, this::transactions));
    routes.get(TRANSACTIONS + "/{id}", one(BalanceTransaction.class, transactions::read));
    routes.get(EVENTS, on(EventCollection.class, this::events));
    routes.get(EVENTS + "/{id}", one(Event.class, id -> documents.read("evt", "event", "id", id)));
  }

  private void intents(RoutesConfig routes) {
    routes.post(INTENTS, on(PaymentIntent.class, intents::create));
    routes.get(
        INTENTS,
        on(
            PaymentIntentCollection.class,
            p ->
                Pages.list(
                    INTENTS,
                    p,
                    documents.newestFirst(
                        "pi", Pages.after(p, documents, "pi", "payment_intent")))));
    routes.get(
        INTENTS + "/search",
        on(
            PaymentIntentSearchResult.class,
            p -> Pages.searchResult(INTENTS + "/search", p, search.find(p.text("query")))));
    routes.get(INTENTS + "/{id}", one(PaymentIntent.class, intents::read));
    routes.post(INTENTS + "/{id}", one(PaymentIntent.class, intents::update));
    routes.post(INTENTS + "/{id}/confirm", one(PaymentIntent.class, intents::confirm));
    routes.post(INTENTS + "/{id}/capture", one(PaymentIntent.class, intents::capture));
    routes.post(INTENTS + "/{id}/cancel", one(PaymentIntent.class, intents::cancel));
  }

  private void disputes(RoutesConfig routes) {
    routes.get(
        DISPUTES,
        on(
            DisputeCollection.class,
            p ->
                Pages.list(
                    DISPUTES,
                    p,
                    disputes.newestFirst(p, Pages.after(p, documents, "du", "dispute")))));
    routes.get(DISPUTES + "/{id}", one(Dispute.class, disputes::read));
    routes.post(DISPUTES + "/{id}", one(Dispute.class, disputes::update));
    routes.post(DISPUTES + "/{id}/close", one(Dispute.class, (id, _) -> disputes.close(id)));
  }

  private ObjectNode refunds(Params params) {
    String intent = params.find("payment_intent");
    String owner = intent == null ? params.find("charge") : intent;
    String after = Pages.after(params, documents, "re", "refund");
    return Pages.list(REFUNDS, params, refunds.newestFirst(owner, after));
  }

  private ObjectNode transactions(Params params) {
    String type = params.find("type");
    long from = params.integerOr("available_on[gte]", Long.MIN_VALUE);
    long to = params.integerOr("available_on[lte]", Long.MAX_VALUE);
    String after = Pages.after(params, documents, "txn", "balance transaction");
    Stream<ObjectNode> found =
        transactions
            .newestFirst(params.find("source"), after)
            .filter(each -> type == null || each.get("type").textValue().equals(type))
            .filter(each -> each.get("available_on").longValue() >= from)
            .filter(each -> each.get("available_on").longValue() <= to);
    return Pages.list(TRANSACTIONS, params, found);
  }

  private ObjectNode events(Params params) {
    String type = params.find("type");
    List<String> types = type == null ? params.list("types") : List.of(type);
    Stream<ObjectNode> found =
        documents
            .newestFirst("evt", Pages.after(params, documents, "evt", "event"))
            .filter(each -> types.isEmpty() || types.contains(each.get("type").textValue()));
    return Pages.list(EVENTS, params, found);
  }

  private Handler on(Class<? extends StripeObject> kind, Function<Params, ObjectNode> work) {
    return ctx -> calls.answer(ctx, kind, work);
  }

  private Handler one(Class<? extends StripeObject> kind, Function<String, ObjectNode> read) {
    return ctx -> calls.answer(ctx, kind, _ -> read.apply(id(ctx)));
  }

  private Handler one(
      Class<? extends StripeObject> kind, BiFunction<String, Params, ObjectNode> change) {
    return ctx -> calls.answer(ctx, kind, params -> change.apply(id(ctx), params));
  }

  private static String id(Context ctx) {
    return ctx.pathParam("id");
  }
}
