package io.penstock.psp.simulator.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.cards.Decline;
import io.penstock.psp.simulator.cards.PaymentMethods;
import io.penstock.psp.simulator.cards.TestCard;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Json;
import io.penstock.psp.simulator.wire.Metadata;
import io.penstock.psp.simulator.wire.Params;
import io.penstock.psp.simulator.wire.StripeError;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Charges: the attempts to take the money of a payment intent. */
public final class Charges {
  private final Documents documents;
  private final Events events;
  private final BalanceTransactions transactions;

  public Charges(Documents documents, Events events, BalanceTransactions transactions) {
    this.documents = documents;
    this.events = events;
    this.transactions = transactions;
  }

  public ObjectNode read(String id) {
    return documents.read("ch", "charge", "id", id);
  }

  public ObjectNode update(String id, Params params) {
    ObjectNode charge = read(id);
    Metadata.setTexts(charge, params);
    Metadata.change(charge, params);
    documents.put(charge);
    events.emit("charge.updated", charge);
    return charge;
  }

  /** Those of an intent, or all, newest first. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    String intentId = params.find("payment_intent");
    if (intentId == null) {
      return documents.newestFirst("ch", after);
    }
    ObjectNode intent = intentId.startsWith("pi_") ? documents.find(intentId) : null;
    if (intent == null) {
      throw StripeError.unknownToken("payment_intent", "payment_intent", intentId);
    }
    // The latest, too, of an intent from before charges were linked.
    return Stream.concat(
            documents.linked(intentId).stream().filter(id -> id.startsWith("ch_")),
            Stream.ofNullable(intent.get("latest_charge").textValue()))
        .filter(id -> after == null || id.compareTo(after) < 0)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .map(documents::get);
  }

  /** A charge that failed. */
  public ObjectNode failed(ObjectNode intent, ObjectNode method, Decline why) {
    ObjectNode charge = begin(intent, method);
    charge.put("failure_code", why.code());
    charge.put("failure_message", why.message());
    charge.set("outcome", outcome(PaymentMethods.cardOf(method), Optional.of(why)));
    charge.put("paid", false);
    charge.put("status", "failed");
    documents.put(charge);
    events.emit("charge.failed", charge);
    return charge;
  }

  /** A charge that holds the money, and takes it at once unless that is left for later. */
  ObjectNode succeeded(ObjectNode intent, ObjectNode method, boolean capture) {
    ObjectNode charge = begin(intent, method);
    TestCard card = PaymentMethods.cardOf(method);
    charge.set("outcome", outcome(card, Optional.empty()));
    charge.put("paid", true);
    charge.put("status", "succeeded");
    if (capture) {
      take(charge, charge.get("amount").longValue(), card);
    }
    documents.put(charge);
    events.emit("charge.succeeded", charge);
    return charge;
  }

  /** Takes this much of what the charge holds; the rest is let go. */
  public ObjectNode capture(String id, long amount) {
    ObjectNode charge = documents.get(id);
    ObjectNode method = documents.get(charge.get("payment_method").textValue());
    take(charge, amount, PaymentMethods.cardOf(method));
    documents.put(charge);
    events.emit("charge.captured", charge);
    return charge;
  }

  /** Lets go of all that the charge holds. */
  public void release(String id) {
    ObjectNode charge = documents.get(id);
    charge.put("amount_refunded", charge.get("amount").longValue());
    charge.put("refunded", true);
    documents.put(charge);
    events.emit("charge.refunded", charge);
  }

  private void take(ObjectNode charge, long amount, TestCard card) {
    charge.put("captured", true);
    charge.put("amount_captured", amount);
    ObjectNode transaction = transactions.ofCharge(charge, amount, card);
    charge.put("balance_transaction", transaction.get("id").textValue());
  }

  private ObjectNode begin(ObjectNode intent, ObjectNode method) {
    ObjectNode charge = documents.create("ch", "charge");
    documents.link(intent.get("id").textValue(), charge.get("id").textValue());
    charge.put("amount", intent.get("amount").longValue());
    charge.put("amount_captured", 0L);
    charge.put("amount_refunded", 0L);
    charge.putNull("balance_transaction");
    charge.set("billing_details", Json.object());
    charge.put("captured", false);
    charge.put("currency", intent.get("currency").textValue());
    charge.putNull("customer");
    charge.set("description", intent.get("description"));
    charge.put("disputed", false);
    charge.putNull("failure_balance_transaction");
    charge.putNull("failure_code");
    charge.putNull("failure_message");
    charge.set("fraud_details", Json.object());
    charge.set("metadata", intent.get("metadata").deepCopy());
    charge.put("payment_intent", intent.get("id").textValue());
    charge.put("payment_method", method.get("id").textValue());
    charge.set("payment_method_details", details(intent, method));
    charge.put("refunded", false);
    return charge;
  }

  private static ObjectNode details(ObjectNode intent, ObjectNode method) {
    ObjectNode card = (ObjectNode) method.get("card").deepCopy();
    card.remove("display_brand");
    card.put("amount_authorized", intent.get("amount").longValue());
    card.put("network", card.get("brand").textValue());
    card.putNull("three_d_secure");
    ObjectNode details = Json.object().put("type", "card");
    details.set("card", card);
    return details;
  }

  private static ObjectNode outcome(TestCard card, Optional<Decline> decline) {
    ObjectNode outcome = Json.object();
    outcome.put("risk_level", card.risk().level());
    outcome.put("risk_score", card.risk().score);
    if (decline.isEmpty()) {
      return outcome
          .put("network_status", "approved_by_network")
          .putNull("reason")
          .put("seller_message", "Payment complete.")
          .put("type", "authorized");
    }
    if (decline.get().blocked()) {
      return outcome
          .put("network_status", "not_sent_to_network")
          .put("reason", "highest_risk_level")
          .put("seller_message", "Stripe blocked this payment as too risky.")
          .put("type", "blocked");
    }
    return outcome
        .put("network_status", "declined_by_network")
        .put("reason", decline.get().declineCode().orElse(decline.get().code()))
        .put("seller_message", "The bank did not approve this charge.")
        .put("type", "issuer_declined");
  }
}
