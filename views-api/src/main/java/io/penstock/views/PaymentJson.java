package io.penstock.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.FraudRefund;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import org.jspecify.annotations.Nullable;

/** Payments, their events and refunds as clients see them. A card's token is never shown. */
public final class PaymentJson {

  private PaymentJson() {}

  public static ObjectNode of(Payment payment) {
    PaymentCreation creation = payment.getCreation();
    ObjectNode json = Json.object();
    json.put("payment_id", payment.getPaymentId());
    json.put("status", Json.lowerCase(payment.getStatus()));
    addFailure(json, payment.getFailureCode(), payment.getFailureDetail());
    json.put("amount", creation.getAmountMinor());
    json.put("amount_captured", payment.getAmountCapturedMinor());
    json.put("amount_refunded", payment.getAmountRefundedMinor());
    json.put("currency", creation.getCurrency());
    addParties(json, payment);
    json.putObject("payment_method").put("type", Json.lowerCase(creation.getFunding()));
    json.put("capture", Json.lowerCase(creation.getCapture()));
    json.put("authorized", payment.getFundsHeld());
    addFraudRefund(json, payment.getFraudRefund());
    Json.putIfPresent(json, "fee", payment.getFeeMinor());
    Json.putIfPresent(json, "psp", payment.getPsp());
    Json.putIfPresent(json, "psp_reference", payment.getPspReference());
    Json.putIfPresent(json, "checkout_id", creation.getCheckoutId());
    ObjectNode metadata = json.putObject("metadata");
    creation.getMetadata().forEach(metadata::put);
    Json.putTimeIfPresent(json, "expires_at", payment.getExpiresAtMs());
    addTimes(json, payment.getCreatedAtMs(), payment.getUpdatedAtMs());
    return json;
  }

  /** What is owed to the payer and could not be given back yet. */
  private static void addFraudRefund(ObjectNode json, @Nullable FraudRefund owed) {
    if (owed != null) {
      ObjectNode open = json.putObject("fraud_refund").put("attempts", owed.getAttempts());
      Json.putIfPresent(open, "failure_reason", owed.getFailureCode());
      open.put("next_attempt_at", Json.time(owed.getNextAtMs()));
    }
  }

  private static void addParties(ObjectNode json, Payment payment) {
    Json.putIfPresent(json, "payer_account_id", payment.getPayerAccountId());
    Json.putIfPresent(json, "user_id", payment.getCreation().getUserId());
    json.put("merchant_id", payment.getCreation().getMerchantId());
    Json.putIfPresent(json, "merchant_account_id", payment.getMerchantAccountId());
  }

  public static ObjectNode of(Refund refund) {
    ObjectNode json = Json.object();
    json.put("refund_id", refund.getRefundId());
    json.put("payment_id", refund.getPaymentId());
    json.put("amount", refund.getAmountMinor());
    json.put("currency", refund.getCurrency());
    json.put("status", Json.lowerCase(refund.getStatus()));
    Json.putIfPresent(json, "reason", refund.getReason());
    json.put("automatic", refund.getAutomatic());
    addFailure(json, refund.getFailureCode(), refund.getFailureDetail());
    Json.putIfPresent(json, "psp", refund.getPsp());
    Json.putIfPresent(json, "psp_reference", refund.getPspReference());
    addTimes(json, refund.getCreatedAtMs(), refund.getUpdatedAtMs());
    return json;
  }

  public static ObjectNode of(PaymentEvent event) {
    ObjectNode json = Json.object();
    json.put("sequence", event.getSequence());
    json.put("type", Json.lowerCase(event.getType()));
    if (event.getStatus() != null) {
      json.put("status", Json.lowerCase(event.getStatus()));
    }
    Json.putIfPresent(json, "reason", event.getCode());
    Json.putIfPresent(json, "detail", event.getDetail());
    Json.putIfPresent(json, "refund_id", event.getRefundId());
    Json.putIfPresent(json, "amount", event.getAmountMinor());
    json.put("occurred_at", Json.time(event.getOccurredAtMs()));
    return json;
  }

  private static void addFailure(ObjectNode json, @Nullable String code, @Nullable String detail) {
    Json.putIfPresent(json, "failure_reason", code);
    Json.putIfPresent(json, "failure_detail", detail);
  }

  private static void addTimes(ObjectNode json, long createdAtMs, long updatedAtMs) {
    json.put("created_at", Json.time(createdAtMs));
    json.put("updated_at", Json.time(updatedAtMs));
  }
}
