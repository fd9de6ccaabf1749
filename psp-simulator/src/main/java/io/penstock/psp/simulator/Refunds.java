package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.Agenda.Kind;
import io.penstock.psp.simulator.TestCard.Refunding;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refunds of captured charges, up to what was captured; some end later than they are made. */
final class Refunds {
  private static final List<String> REASONS =
      List.of("duplicate", "fraudulent", "requested_by_customer");

  private final Documents documents;
  private final Events events;
  private final BalanceTransactions transactions;
  private final Agenda agenda;
  private final KnobBoard knobs;

  Refunds(
      Documents documents,
      Events events,
      BalanceTransactions transactions,
      Agenda agenda,
      KnobBoard knobs) {
    this.documents = documents;
    this.events = events;
    this.transactions = transactions;
    this.agenda = agenda;
    this.knobs = knobs;
  }

  ObjectNode create(Params params) {
    String reason = params.oneOf("reason", "", REASONS);
    ObjectNode charge = chargeOf(params);
    long refunded = charge.get("amount_refunded").longValue();
    long rest = charge.get("amount_captured").longValue() - refunded;
    if (rest <= 0) {
      String id = charge.get("id").textValue();
      throw StripeError.refused(
              "charge_already_refunded", "Charge " + id + " has already been refunded.")
          .with("charge", id);
    }
    if (charge.get("disputed").booleanValue() && !isRefundable(charge)) {
      String id = charge.get("id").textValue();
      throw StripeError.refused(
              "charge_disputed", "Charge " + id + " has been charged back; cannot issue a refund.")
          .with("charge", id);
    }
    long amount = params.amountOr("amount", rest);
    CurrencyRules.require("amount", amount, charge.get("currency").textValue());
    if (amount > rest) {
      throw StripeError.refused(
              null,
              "Refund amount ("
                  + amount
                  + ") is greater than unrefunded amount on charge ("
                  + rest
                  + ")")
          .with("param", "amount");
    }
    putRefunded(charge, Math.addExact(refunded, amount));

    ObjectNode refund = begin(charge, amount, params);
    refund.put("reason", reason.isEmpty() ? null : reason);
    ObjectNode method = documents.get(charge.get("payment_method").textValue());
    begin(refund, PaymentMethods.cardOf(method).refunds());
    documents.put(refund);
    documents.link(charge.get("id").textValue(), refund.get("id").textValue());
    documents.link(charge.get("payment_intent").textValue(), refund.get("id").textValue());
    events.emit("charge.refunded", charge);
    events.emit("refund.created", refund);
    return refund;
  }

  /** Whether its disputes are only questions. */
  private boolean isRefundable(ObjectNode charge) {
    return documents.linked(charge.get("id").textValue()).stream()
        .filter(id -> id.startsWith("du_"))
        .allMatch(id -> documents.get(id).get("is_charge_refundable").booleanValue());
  }

  private ObjectNode chargeOf(Params params) {
    String chargeId = params.find("charge");
    if (chargeId == null) {
      String intentId = params.text("payment_intent");
      ObjectNode intent = documents.find(intentId);
      if (intent == null) {
        throw StripeError.unknown("payment_intent", "payment_intent", intentId);
      }
      chargeId = intent.path("latest_charge").asText("");
    }
    ObjectNode charge = documents.find(chargeId);
    if (charge == null && params.find("charge") != null) {
      throw StripeError.unknown("charge", "charge", chargeId);
    }
    if (charge == null || !charge.get("captured").booleanValue()) {
      throw StripeError.refused(
          "payment_intent_unexpected_state",
          "This PaymentIntent does not have a successful charge to refund.");
    }
    return charge;
  }

  private ObjectNode begin(ObjectNode charge, long amount, Params params) {
    ObjectNode refund = documents.create("re", "refund");
    refund.put("amount", amount);
    refund.putNull("balance_transaction");
    refund.put("charge", charge.get("id").textValue());
    refund.put("currency", charge.get("currency").textValue());
    refund.set("metadata", Metadata.of(params));
    refund.put("payment_intent", charge.get("payment_intent").textValue());
    refund.putNull("receipt_number");
    return refund;
  }

  private void begin(ObjectNode refund, Refunding how) {
    String id = refund.get("id").textValue();
    switch (how) {
      case SUCCEEDS -> succeed(refund);
      case PENDS_THEN_SUCCEEDS -> {
        refund.put("status", "pending");
        agenda.add(Kind.REFUND_SUCCEEDS, id, knobs.now().refundSuccessDelayMs());
      }
      case SUCCEEDS_THEN_FAILS -> {
        succeed(refund);
        agenda.add(Kind.REFUND_FAILS, id, knobs.now().refundFailureDelayMs());
      }
    }
  }

  private void succeed(ObjectNode refund) {
    refund.put("status", "succeeded");
    refund.put("balance_transaction", transactions.ofRefund(refund).get("id").textValue());
  }

  /** The end of a refund that was pending. */
  void succeedLater(String id) {
    ObjectNode refund = documents.get(id);
    succeed(refund);
    documents.put(refund);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
  }

  /** The card's bank sends the money back. */
  void failLater(String id) {
    ObjectNode refund = documents.get(id);
    refund.put("status", "failed");
    refund.put("failure_reason", "expired_or_canceled_card");
    refund.put(
        "failure_balance_transaction", transactions.ofFailedRefund(refund).get("id").textValue());
    documents.put(refund);
    ObjectNode charge = documents.get(refund.get("charge").textValue());
    putRefunded(
        charge,
        Math.subtractExact(
            charge.get("amount_refunded").longValue(), refund.get("amount").longValue()));
    events.emit("refund.failed", refund);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
  }

  private void putRefunded(ObjectNode charge, long amount) {
    charge.put("amount_refunded", amount);
    charge.put("refunded", amount == charge.get("amount_captured").longValue());
    documents.put(charge);
  }

  ObjectNode read(String id) {
    ObjectNode found = id.startsWith("re_") ? documents.find(id) : null;
    if (found == null) {
      throw StripeError.unknown("refund", "id", id);
    }
    return found;
  }

  /** Those of a payment intent or charge, or all, newest first. */
  Stream<ObjectNode> newestFirst(@Nullable String owner, @Nullable String after) {
    if (owner == null) {
      return documents.newestFirst("re", after);
    }
    return documents.linked(owner).reversed().stream()
        .filter(id -> id.startsWith("re_") && (after == null || id.compareTo(after) < 0))
        .map(documents::get);
  }
}
