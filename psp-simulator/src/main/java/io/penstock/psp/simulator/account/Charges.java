package io.penstock.psp.simulator.account;

import static io.penstock.psp.simulator.state.ObjectType.CHARGE;
import static io.penstock.psp.simulator.state.ObjectType.PAYMENT_INTENT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Charges: the attempts to take the money of a payment intent. */
public record Charges(Documents documents, Events events, BalanceTransactions transactions) {
  public ObjectNode update(String id, Params params) {
    ObjectNode charge = documents.read(CHARGE, id);
    Metadata.setTexts(charge, params);
    Metadata.change(charge, params);
    return save("charge.updated", charge);
  }

  private ObjectNode save(String event, ObjectNode charge) {
    documents.put(charge);
    events.emit(event, charge);
    return charge;
  }

  /** Those of an intent, or all, newest first. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    String intentId = params.find("payment_intent");
    if (intentId == null) {
      return documents.newestFirst(CHARGE, after);
    }
    ObjectNode intent = PAYMENT_INTENT.isOf(intentId) ? documents.find(intentId) : null;
    if (intent == null) {
      throw StripeError.unknownToken("payment_intent", "payment_intent", intentId);
    }
    // The latest, too, of an intent from before charges were linked.
    return Stream.concat(
            documents.linked(intentId, CHARGE).stream(),
            Stream.ofNullable(Json.text(intent, "latest_charge")))
        .filter(id -> after == null || id.compareTo(after) < 0)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .map(documents::get);
  }

  /** A charge that failed. */
  ObjectNode failed(ObjectNode intent, ObjectNode method, Decline why) {
    ObjectNode charge = begin(intent, method, why);
    charge.put("failure_code", why.code());
    charge.put("failure_message", why.message());
    return save("charge.failed", charge.put("paid", false).put("status", "failed"));
  }

  /** A charge that holds the money, and takes it at once unless that is left for later. */
  ObjectNode succeeded(ObjectNode intent, ObjectNode method, boolean capture) {
    ObjectNode charge = begin(intent, method, null).put("paid", true).put("status", "succeeded");
    if (capture) {
      take(charge, Json.number(charge, "amount"), PaymentMethods.cardOf(method));
    }
    return save("charge.succeeded", charge);
  }

  /** Takes this much of what the charge holds; the rest is let go. */
  ObjectNode capture(ObjectNode charge, long amount) {
    take(charge, amount, PaymentMethods.cardOf(documents.get(charge, "payment_method")));
    return save("charge.captured", charge);
  }

  /** Lets go of all that the charge holds. */
  void release(ObjectNode charge) {
    charge.put("amount_refunded", Json.number(charge, "amount")).put("refunded", true);
    var _ = save("charge.refunded", charge);
  }

  private void take(ObjectNode charge, long amount, TestCard card) {
    charge.put("captured", true).put("amount_captured", amount);
    charge.put("balance_transaction", Json.id(transactions.ofCharge(charge, amount, card)));
  }

  private ObjectNode begin(ObjectNode intent, ObjectNode method, @Nullable Decline decline) {
    ObjectNode charge = documents.create(CHARGE);
    documents.link(Json.id(intent), Json.id(charge));
    charge.put("amount", Json.number(intent, "amount"));
    charge.put("currency", Json.text(intent, "currency"));
    charge.set("description", intent.get("description"));
    charge.set("metadata", intent.get("metadata").deepCopy());
    charge.set("outcome", outcome(PaymentMethods.cardOf(method), decline));
    charge.put("payment_intent", Json.id(intent));
    charge.put("payment_method", Json.id(method));
    ObjectNode card = (ObjectNode) method.get("card").deepCopy();
    card.remove("display_brand");
    card.put("amount_authorized", Json.number(intent, "amount"));
    card.put("network", Json.text(card, "brand")).putNull("three_d_secure");
    charge.putObject("payment_method_details").put("type", "card").set("card", card);
    return charge;
  }

  private static ObjectNode outcome(TestCard card, @Nullable Decline decline) {
    ObjectNode outcome = card.outcome();
    if (decline == null) {
      return outcome
          .put("network_status", "approved_by_network")
          .putNull("reason")
          .put("seller_message", "Payment complete.")
          .put("type", "authorized");
    }
    if (decline.blocked()) {
      return outcome
          .put("network_status", "not_sent_to_network")
          .put("reason", "highest_risk_level")
          .put("seller_message", "Stripe blocked this payment as too risky.")
          .put("type", "blocked");
    }
    return outcome
        .put("network_status", "declined_by_network")
        .put("reason", Objects.requireNonNullElse(decline.declineCode(), decline.code()))
        .put("seller_message", "The bank did not approve this charge.")
        .put("type", "issuer_declined");
  }
}
