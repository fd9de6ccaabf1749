package io.penstock.psp.simulator.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.cards.PaymentMethods;
import io.penstock.psp.simulator.cards.TestCard;
import io.penstock.psp.simulator.cards.TestCard.Trait;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.knobs.KnobBoard;
import io.penstock.psp.simulator.store.Agenda;
import io.penstock.psp.simulator.store.Agenda.Kind;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Currencies;
import io.penstock.psp.simulator.wire.Metadata;
import io.penstock.psp.simulator.wire.Params;
import io.penstock.psp.simulator.wire.StripeError;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refunds of captured charges, up to what was captured; some end later than they are made. */
public final class Refunds {
  private static final List<String> REASONS =
      List.of("duplicate", "fraudulent", "requested_by_customer");

  private final Documents documents;
  private final Events events;
  private final BalanceTransactions transactions;
  private final Agenda agenda;
  private final KnobBoard knobs;

  public Refunds(
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

  public ObjectNode create(Params params) {
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
    Currencies.requireStep("amount", amount, charge.get("currency").textValue());
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
    begin(refund, PaymentMethods.cardOf(method));
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

  private void begin(ObjectNode refund, TestCard card) {
    String id = refund.get("id").textValue();
    if (card.is(Trait.REFUND_PENDS)) {
      refund.put("status", "pending");
      agenda.add(Kind.REFUND_SUCCEEDS, id, knobs.now().refundSuccessDelayMs());
      return;
    }
    succeed(refund);
    if (card.is(Trait.REFUND_FAILS)) {
      agenda.add(Kind.REFUND_FAILS, id, knobs.now().refundFailureDelayMs());
    }
  }

  private void succeed(ObjectNode refund) {
    refund.put("status", "succeeded");
    refund.put("balance_transaction", transactions.ofRefund(refund).get("id").textValue());
  }

  /** The end of a refund that was pending. */
  public void succeedLater(String id) {
    ObjectNode refund = documents.get(id);
    succeed(refund);
    documents.put(refund);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
  }

  /** The card's bank sends the money back. */
  public void failLater(String id) {
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

  public ObjectNode read(String id) {
    return documents.read("re", "refund", "id", id);
  }

  public ObjectNode update(String id, Params params) {
    ObjectNode refund = read(id);
    Metadata.change(refund, params);
    documents.put(refund);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
    return refund;
  }

  /** Those of a payment intent or charge, or all, newest first. */
  public Stream<ObjectNode> newestFirst(@Nullable String owner, @Nullable String after) {
    if (owner == null) {
      return documents.newestFirst("re", after);
    }
    return documents.linked(owner).reversed().stream()
        .filter(id -> id.startsWith("re_") && (after == null || id.compareTo(after) < 0))
        .map(documents::get);
  }
}
