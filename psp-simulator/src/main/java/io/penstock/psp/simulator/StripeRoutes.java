package io.penstock.psp.simulator;

import static io.penstock.psp.simulator.state.ObjectType.BALANCE_TRANSACTION;
import static io.penstock.psp.simulator.state.ObjectType.CHARGE;
import static io.penstock.psp.simulator.state.ObjectType.DISPUTE;
import static io.penstock.psp.simulator.state.ObjectType.EVENT;
import static io.penstock.psp.simulator.state.ObjectType.PAYMENT_INTENT;
import static io.penstock.psp.simulator.state.ObjectType.PAYMENT_METHOD;
import static io.penstock.psp.simulator.state.ObjectType.REFUND;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.model.PaymentIntentSearchResult;
import io.javalin.config.RoutesConfig;
import io.penstock.psp.simulator.account.BalanceTransactions;
import io.penstock.psp.simulator.account.Charges;
import io.penstock.psp.simulator.account.Disputes;
import io.penstock.psp.simulator.account.IntentSearch;
import io.penstock.psp.simulator.account.Intents;
import io.penstock.psp.simulator.account.PaymentMethods;
import io.penstock.psp.simulator.account.Refunds;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.Params;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of Stripe's API that is here, by path. */
record StripeRoutes(
    RoutesConfig routes,
    Calls calls,
    Documents documents,
    Events events,
    Intents intents,
    PaymentMethods methods,
    Charges charges,
    Refunds refunds,
    Disputes disputes,
    BalanceTransactions transactions) {
  void add() {
    create(PAYMENT_INTENT, intents::create);
    list(PAYMENT_INTENT, (_, after) -> documents.newestFirst(PAYMENT_INTENT, after));
    search();
    read(PAYMENT_INTENT, intents::read);
    change(PAYMENT_INTENT, "", intents::update);
    change(PAYMENT_INTENT, "/confirm", intents::confirm);
    change(PAYMENT_INTENT, "/capture", intents::capture);
    change(PAYMENT_INTENT, "/cancel", intents::cancel);
    list(CHARGE, charges::newestFirst);
    read(CHARGE, id -> documents.read(CHARGE, id));
    change(CHARGE, "", charges::update);
    create(REFUND, refunds::create);
    list(REFUND, refunds::newestFirst);
    read(REFUND, id -> documents.read(REFUND, id));
    change(REFUND, "", refunds::update);
    list(DISPUTE, disputes::newestFirst);
    read(DISPUTE, id -> documents.read(DISPUTE, id));
    change(DISPUTE, "", disputes::update);
    change(DISPUTE, "/close", (id, _) -> disputes.close(id));
    create(PAYMENT_METHOD, methods::create);
    list(BALANCE_TRANSACTION, transactions::newestFirst);
    read(BALANCE_TRANSACTION, transactions::read);
    list(EVENT, events::newestFirst);
    read(EVENT, id -> documents.read(EVENT, id));
  }

  private void search() {
    String path = PAYMENT_INTENT.path() + "/search";
    IntentSearch search = new IntentSearch(documents);
    routes.get(
        path,
        ctx ->
            calls.answer(
                ctx,
                PaymentIntentSearchResult.class,
                params -> Pages.searchResult(path, params, search.find(params.text("query")))));
  }

  private void create(ObjectType type, Function<Params, ObjectNode> work) {
    routes.post(type.path(), ctx -> calls.answer(ctx, type.one, work));
  }

  private void list(
      ObjectType type, BiFunction<Params, @Nullable String, Stream<ObjectNode>> newestFirst) {
    Function<Params, ObjectNode> page =
        params -> {
          String after = Pages.after(params, documents, type);
          return Pages.list(type.path(), params, newestFirst.apply(params, after));
        };
    routes.get(type.path(), ctx -> calls.answer(ctx, type.list, page));
  }

  private void read(ObjectType type, Function<String, ObjectNode> work) {
    routes.get(
        type.path() + "/{id}",
        ctx -> calls.answer(ctx, type.one, _ -> work.apply(ctx.pathParam("id"))));
  }

  private void change(ObjectType type, String deed, BiFunction<String, Params, ObjectNode> work) {
    routes.post(
        type.path() + "/{id}" + deed,
        ctx -> calls.answer(ctx, type.one, params -> work.apply(ctx.pathParam("id"), params)));
  }
}
