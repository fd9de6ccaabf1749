package io.penstock.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;

/** Payments, their events and refunds as clients see them. A card's token is never shown. */
public final class PaymentJson {
  /** With what is owed to the payer for fraud, if that could not be given back yet. */
  private static final Members PAYMENT =
      Members.of(
          Payment.getClassSchema(),
          """
          payment_id, status, failure_code as failure_reason, failure_detail, creation.amount,
          amount_captured, amount_refunded, creation.currency, payer_account_id, creation.user_id,
          creation.merchant_id, merchant_account_id, creation.funding as payment_method.type,
          creation.capture, funds_held as authorized,
          fraud_refund.attempts as fraud_refund.attempts,
          fraud_refund.failure_code as fraud_refund.failure_reason,
          fraud_refund.next_at as fraud_refund.next_attempt_at, fee, psp, psp_reference,
          creation.checkout_id, creation.metadata, expires_at, created_at, updated_at
          """);

  private static final Members REFUND =
      Members.of(
          Refund.getClassSchema(),
          """
          refund_id, payment_id, amount, currency, status, reason, automatic,
          failure_code as failure_reason, failure_detail, psp, psp_reference, created_at, updated_at
          """);

  private static final Members EVENT =
      Members.of(
          PaymentEvent.getClassSchema(),
          "sequence, type, status, code as reason, detail, refund_id, amount, occurred_at");

  private PaymentJson() {}

  public static ObjectNode of(Payment payment) {
    return PAYMENT.of(payment);
  }

  public static ObjectNode of(Refund refund) {
    return REFUND.of(refund);
  }

  public static ObjectNode of(PaymentEvent event) {
    return EVENT.of(event);
  }
}
