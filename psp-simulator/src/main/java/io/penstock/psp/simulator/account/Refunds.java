package io.penstock.psp.simulator.account;

import static io.penstock.psp.simulator.state.ObjectType.DISPUTE;
import static io.penstock.psp.simulator.state.ObjectType.REFUND;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.account.TestCard.Trait;
import io.penstock.psp.simulator.state.Agenda;
import io.penstock.psp.simulator.state.Agenda.Kind;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.KnobBoard;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refunds of captured charges, up to what was captured; some end later than they are made. */
public record Refunds(
    Documents documents,
    Events events,
    BalanceTransactions transactions,
    Agenda agenda,
    KnobBoard knobs) {
  private static final List<String> REASONS =
      List.of("duplicate", "fraudulent", "requested_by_customer");

  public ObjectNode create(Params params) {
    String reason = params.oneOf("reason", "", REASONS);
    ObjectNode charge = chargeOf(params);
    long amount = amount(charge, params);
    putRefunded(charge, Math.addExact(Json.number(charge, "amount_refunded"), amount));
    ObjectNode refund = documents.create(REFUND);
    refund.put("amount", amount);
    refund.put("charge", Json.id(charge));
    refund.put("currency", Json.text(charge, "currency"));
    refund.set("metadata", Metadata.of(params));
    refund.put("payment_intent", Json.text(charge, "payment_intent"));
    refund.put("reason", reason.isEmpty() ? null : reason);
    begin(refund, PaymentMethods.cardOf(documents.get(charge, "payment_method")));
    documents.put(refund);
    documents.link(Json.id(charge), Json.id(refund));
    documents.link(Json.text(charge, "payment_intent"), Json.id(refund));
    events.emit("charge.refunded", charge);
    events.emit("refund.created", refund);
    return refund;
  }

  private long amount(ObjectNode charge, Params params) {
    String id = Json.id(charge);
    long rest = Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
    if (rest <= 0) {
      throw StripeError.refused(
              "charge_already_refunded", "Charge " + id + " has already been refunded.")
          .with("charge", id);
    }
    if (charge.get("disputed").booleanValue() && !isRefundable(id)) {
      throw StripeError.refused(
              "charge_disputed", "Charge " + id + " has been charged back; cannot issue a refund.")
          .with("charge", id);
    }
    long amount = params.amountOr("amount", rest);
    Currencies.requireStep("amount", amount, Json.text(charge, "currency"));
    if (amount > rest) {
      String message =
          "Refund amount (%d) is greater than unrefunded amount on charge (%d)"
              .formatted(amount, rest);
      throw StripeError.refused(null, message).with("param", "amount");
    }
    return amount;
  }

  /** Whether its disputes are only questions. */
  private boolean isRefundable(String charge) {
    return documents.linked(charge, DISPUTE).stream()
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

  private void begin(ObjectNode refund, TestCard card) {
    String id = Json.id(refund);
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
    refund.put("balance_transaction", Json.id(transactions.ofRefund(refund)));
  }

  /** The end of a refund that was pending. */
  public void succeedLater(String id) {
    ObjectNode refund = documents.get(id);
    succeed(refund);
    var _ = saveChanged(refund);
  }

  /** The card's bank sends the money back. */
  public void failLater(String id) {
    ObjectNode refund = documents.get(id);
    refund.put("status", "failed");
    refund.put("failure_reason", "expired_or_canceled_card");
    refund.put("failure_balance_transaction", Json.id(transactions.ofFailedRefund(refund)));
    ObjectNode charge = documents.get(refund, "charge");
    long refunded = Json.number(charge, "amount_refunded");
    putRefunded(charge, Math.subtractExact(refunded, Json.number(refund, "amount")));
    events.emit("refund.failed", refund);
    var _ = saveChanged(refund);
  }

  private void putRefunded(ObjectNode charge, long amount) {
    charge.put("amount_refunded", amount);
    charge.put("refunded", amount == Json.number(charge, "amount_captured"));
    documents.put(charge);
  }

  public ObjectNode update(String id, Params params) {
    ObjectNode refund = documents.read(REFUND, id);
    Metadata.change(refund, params);
    return saveChanged(refund);
  }

  private ObjectNode saveChanged(ObjectNode refund) {
    documents.put(refund);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
    return refund;
  }

  /** Those of a payment intent or charge, or all, newest first. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    String intent = params.find("payment_intent");
    String owner = intent == null ? params.find("charge") : intent;
    return owner == null
        ? documents.newestFirst(REFUND, after)
        : documents.linked(owner, REFUND).reversed().stream()
            .filter(id -> after == null || id.compareTo(after) < 0)
            .map(documents::get);
  }
}
