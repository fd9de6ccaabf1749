package io.penstock.queries.postgres;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Screening;
import java.sql.SQLException;

/** Rows of payments, payment_events and refunds as the facts that they were made from. */
final class PaymentRow {

  private PaymentRow() {}

  /** The payment without its refunds, which have rows of their own. */
  static Payment payment(StoredRow row) throws SQLException {
    return Payment.newBuilder()
        .setPaymentId(row.text("payment_id"))
        .setStatus(row.constant(PaymentStatus.class, "status"))
        .setPhase(row.constant(PaymentPhase.class, "phase"))
        .setCreation(creation(row))
        .setPayerAccountId(row.textOrNull("payer_account_id"))
        .setMerchantAccountId(row.textOrNull("merchant_account_id"))
        .setAmountCapturedMinor(row.number("amount_captured_minor"))
        .setAmountRefundedMinor(row.number("amount_refunded_minor"))
        .setFeeMinor(row.numberOrNull("fee_minor"))
        .setFeeBasisPoints(row.integer("fee_basis_points"))
        .setFeeFixedMinor(row.number("fee_fixed_minor"))
        .setFundsHeld(row.isTrue("funds_held"))
        .setPayerScreening(row.constant(Screening.class, "payer_screening"))
        .setCardScreening(row.constant(Screening.class, "card_screening"))
        .setFailureCode(row.textOrNull("failure_code"))
        .setFailureDetail(row.textOrNull("failure_detail"))
        .setPsp(row.textOrNull("psp"))
        .setPspReference(row.textOrNull("psp_reference"))
        .setPspChargeReference(row.textOrNull("psp_charge_reference"))
        .setPspFeeMinor(row.numberOrNull("psp_fee_minor"))
        .setCardFingerprint(row.textOrNull("card_fingerprint"))
        .setExpiresAtMs(row.timeOrNull("expires_at"))
        .setCapturedAtMs(row.timeOrNull("captured_at"))
        .setSequence(row.number("sequence"))
        .setCreatedAtMs(row.time("created_at"))
        .setUpdatedAtMs(row.time("updated_at"))
        .build();
  }

  private static PaymentCreation creation(StoredRow row) throws SQLException {
    return PaymentCreation.newBuilder()
        .setUserId(row.textOrNull("user_id"))
        .setMerchantId(row.text("merchant_id"))
        .setAmountMinor(row.number("amount_minor"))
        .setCurrency(row.text("currency"))
        .setFunding(row.constant(Funding.class, "funding"))
        .setCapture(row.constant(CaptureMode.class, "capture"))
        .setCheckoutId(row.textOrNull("checkout_id"))
        .setMetadata(row.notes("metadata"))
        .build();
  }

  /** The event without the payment after it. */
  static PaymentEvent event(StoredRow row) throws SQLException {
    return PaymentEvent.newBuilder()
        .setPaymentId(row.text("payment_id"))
        .setSequence(row.number("sequence"))
        .setType(row.constant(PaymentEventType.class, "type"))
        .setStatus(row.constant(PaymentStatus.class, "status"))
        .setCode(row.textOrNull("code"))
        .setDetail(row.textOrNull("detail"))
        .setRefundId(row.textOrNull("refund_id"))
        .setAmountMinor(row.numberOrNull("amount_minor"))
        .setRequestId(row.textOrNull("request_id"))
        .setOccurredAtMs(row.time("occurred_at"))
        .build();
  }

  static Refund refund(StoredRow row) throws SQLException {
    return Refund.newBuilder()
        .setRefundId(row.text("refund_id"))
        .setPaymentId(row.text("payment_id"))
        .setNumber(row.integer("number"))
        .setAmountMinor(row.number("amount_minor"))
        .setCurrency(row.text("currency"))
        .setStatus(row.constant(RefundStatus.class, "status"))
        .setPhase(row.constant(RefundPhase.class, "phase"))
        .setAutomatic(row.isTrue("automatic"))
        .setReason(row.textOrNull("reason"))
        .setFailureCode(row.textOrNull("failure_code"))
        .setFailureDetail(row.textOrNull("failure_detail"))
        .setPsp(row.textOrNull("psp"))
        .setPspReference(row.textOrNull("psp_reference"))
        .setTakenBack(row.isTrue("taken_back"))
        .setVersion(row.integer("version"))
        .setCreatedAtMs(row.time("created_at"))
        .setUpdatedAtMs(row.time("updated_at"))
        .build();
  }
}
