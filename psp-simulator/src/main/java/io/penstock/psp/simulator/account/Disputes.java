package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Disputes: what the holders of some test cards raise as soon as their money is taken. */
public record Disputes(Documents documents, Events events, BalanceTransactions transactions) {
  private static final Duration TIME_TO_ANSWER = Duration.ofDays(7);
  private static final Map<String, Case> BY_CARD =
      Map.of(
          "createDispute", new Case("fraudulent", "10.4", true),
          "createDisputeProductNotReceived", new Case("product_not_received", "13.1", true),
          "createDisputeInquiry", new Case("fraudulent", "10.4", false));

  /** A reason, and whether the money is gone at once or only asked about. */
  private record Case(String reason, String networkCode, boolean chargeback) {
    String open() {
      return chargeback ? "needs_response" : "warning_needs_response";
    }

    String type() {
      return chargeback ? "chargeback" : "inquiry";
    }
  }

  /** Raises the dispute that this card is there for, if it is. */
  void raise(ObjectNode charge, TestCard card) {
    Case raised = BY_CARD.get(card.name());
    if (raised == null) {
      return;
    }
    ObjectNode dispute = begin(charge, raised);
    if (raised.chargeback()) {
      addTo(dispute, transactions.ofDispute(dispute));
    }
    documents.put(dispute);
    documents.put(charge.put("disputed", true));
    documents.link(Json.id(charge), Json.id(dispute));
    events.emit("charge.dispute.created", dispute);
    if (raised.chargeback()) {
      events.emit("charge.dispute.funds_withdrawn", dispute);
    }
  }

  private ObjectNode begin(ObjectNode charge, Case raised) {
    ObjectNode dispute = documents.create(ObjectType.DISPUTE);
    dispute.put("amount", Json.number(charge, "amount_captured"));
    dispute.put("charge", Json.id(charge));
    dispute.put("currency", Json.text(charge, "currency"));
    long due = Instant.now().plus(TIME_TO_ANSWER).getEpochSecond();
    ((ObjectNode) dispute.get("evidence_details")).put("due_by", due);
    dispute.put("is_charge_refundable", !raised.chargeback());
    dispute.put("network_reason_code", raised.networkCode());
    dispute.put("payment_intent", Json.text(charge, "payment_intent"));
    dispute
        .withObject("payment_method_details")
        .putObject("card")
        .put("brand", charge.at("/payment_method_details/card/brand").textValue())
        .put("case_type", raised.type())
        .put("network_reason_code", raised.networkCode());
    dispute.put("reason", raised.reason());
    return dispute.put("status", raised.open());
  }

  /** Those of a charge or an intent, or all, newest first. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    return documents
        .newestFirst(ObjectType.DISPUTE, after)
        .filter(each -> matches(each, "charge", params))
        .filter(each -> matches(each, "payment_intent", params));
  }

  private static boolean matches(ObjectNode dispute, String member, Params params) {
    String wanted = params.find(member);
    return wanted == null || wanted.equals(Json.text(dispute, member));
  }

  /** Takes evidence; Stripe's magic words decide at once, any other is under review for ever. */
  public ObjectNode update(String id, Params params) {
    ObjectNode dispute = documents.read(ObjectType.DISPUTE, id);
    Map<String, String> evidence = params.members("evidence");
    if (!evidence.isEmpty() && !isOpen(dispute)) {
      throw closed();
    }
    Metadata.change(dispute, params);
    ObjectNode known = (ObjectNode) dispute.get("evidence");
    evidence.forEach(known::put);
    ObjectNode details = (ObjectNode) dispute.get("evidence_details");
    details.put("has_evidence", !known.isEmpty());
    boolean submits = !evidence.isEmpty() && !"false".equals(params.find("submit"));
    if (submits) {
      details.put("submission_count", details.get("submission_count").intValue() + 1);
      dispute.put("status", isInquiry(dispute) ? "warning_under_review" : "under_review");
    }
    documents.put(dispute);
    events.emit("charge.dispute.updated", dispute);
    if (!submits) {
      return dispute;
    }
    return switch (known.path("uncategorized_text").asText("")) {
      case "winning_evidence" -> end(dispute, true);
      case "losing_evidence" -> end(dispute, false);
      default -> dispute;
    };
  }

  /** Accepts a dispute: it is lost. */
  public ObjectNode close(String id) {
    ObjectNode dispute = documents.read(ObjectType.DISPUTE, id);
    if (!isOpen(dispute)) {
      throw closed();
    }
    return end(dispute, false);
  }

  private ObjectNode end(ObjectNode dispute, boolean won) {
    if (isInquiry(dispute)) {
      dispute.put("status", "warning_closed");
    } else {
      dispute.put("status", won ? "won" : "lost");
      if (won) {
        addTo(dispute, transactions.ofWonDispute(dispute));
      }
    }
    documents.put(dispute);
    if (won && !isInquiry(dispute)) {
      events.emit("charge.dispute.funds_reinstated", dispute);
    }
    events.emit("charge.dispute.closed", dispute);
    return dispute;
  }

  private void addTo(ObjectNode dispute, ObjectNode transaction) {
    ((ArrayNode) dispute.get("balance_transactions"))
        .add(Json.visible(transactions.withStatus(transaction)));
  }

  private static boolean isOpen(ObjectNode dispute) {
    return Json.text(dispute, "status").endsWith("needs_response");
  }

  private static boolean isInquiry(ObjectNode dispute) {
    return dispute.get("is_charge_refundable").booleanValue();
  }

  private static StripeError closed() {
    return StripeError.refused(null, "This dispute is already closed or under review.");
  }
}
