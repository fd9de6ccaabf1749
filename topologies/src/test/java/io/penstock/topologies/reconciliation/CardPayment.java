package io.penstock.topologies.reconciliation;

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
import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A payment of some sum in USD, and what happens to it: the events of the payments topology. */
record CardPayment(String id, long amountMinor, long pspFeeMinor, Funding funding, Instant at) {

  static CardPayment of(String id, long amountMinor, long pspFeeMinor, Instant at) {
    return new CardPayment(id, amountMinor, pspFeeMinor, Funding.CARD, at);
  }

  String charge() {
    return "ch_" + id;
  }

  String intent() {
    return "pi_" + id;
  }

  PaymentEvent succeeded() {
    return event(PaymentEventType.SUCCEEDED, null, List.of());
  }

  PaymentEvent compensationStarted() {
    return event(PaymentEventType.COMPENSATION_STARTED, null, List.of());
  }

  PaymentEvent refundSucceeded(String refundId, long amountMinor) {
    return event(
        PaymentEventType.REFUND_SUCCEEDED,
        refundId,
        List.of(refund(refundId, amountMinor, RefundStatus.SUCCEEDED, false)));
  }

  PaymentEvent refundFailed(String refundId, long amountMinor, boolean takenBack) {
    return event(
        PaymentEventType.REFUND_FAILED,
        refundId,
        List.of(refund(refundId, amountMinor, RefundStatus.FAILED, takenBack)));
  }

  /** The line that settles it, by the charge. */
  SettlementLine.Builder line() {
    return SettlementLine.newBuilder()
        .setLineId("line-" + id)
        .setPsp("stripe")
        .setPspReference(charge())
        .setAmountMinor(amountMinor)
        .setCurrency("USD")
        .setFeeMinor(pspFeeMinor)
        .setSettledAtMs(at.toEpochMilli());
  }

  /** The line of a refund; a positive sum is its return. */
  SettlementLine.Builder refundLine(String refundId, long amountMinor) {
    return line()
        .setLineId("line-" + refundId + amountMinor)
        .setPspReference("re_" + refundId)
        .setAmountMinor(amountMinor)
        .setFeeMinor(0);
  }

  private PaymentEvent event(
      PaymentEventType type, @Nullable String refundId, List<Refund> refunds) {
    boolean captured = type != PaymentEventType.COMPENSATION_STARTED;
    Payment payment =
        Payment.newBuilder()
            .setPaymentId(id)
            .setStatus(PaymentStatus.SUCCEEDED)
            .setPhase(PaymentPhase.CAPTURED)
            .setCreation(
                PaymentCreation.newBuilder()
                    .setMerchantId("shop")
                    .setAmountMinor(amountMinor)
                    .setCurrency("USD")
                    .setFunding(funding)
                    .setCapture(CaptureMode.AUTOMATIC)
                    .build())
            .setAmountCapturedMinor(captured ? amountMinor : 0)
            .setCaptureAmountMinor(captured ? null : amountMinor)
            .setPayerScreening(Screening.APPROVED)
            .setCardScreening(Screening.APPROVED)
            .setPsp(funding == Funding.CARD ? "stripe" : null)
            .setPspReference(intent())
            .setPspChargeReference(charge())
            .setPspFeeMinor(pspFeeMinor)
            .setRefunds(refunds)
            .setSequence(1)
            .setCreatedAtMs(at.toEpochMilli())
            .setUpdatedAtMs(at.toEpochMilli())
            .build();
    return PaymentEvent.newBuilder()
        .setPaymentId(id)
        .setSequence(1)
        .setType(type)
        .setRefundId(refundId)
        .setPayment(payment)
        .setOccurredAtMs(at.toEpochMilli())
        .build();
  }

  private Refund refund(String refundId, long amount, RefundStatus status, boolean takenBack) {
    return Refund.newBuilder()
        .setRefundId(refundId)
        .setPaymentId(id)
        .setNumber(1)
        .setAmountMinor(amount)
        .setCurrency("USD")
        .setStatus(status)
        .setPhase(RefundPhase.CLOSED)
        .setPspReference("re_" + refundId)
        .setTakenBack(takenBack)
        .setVersion(1)
        .setCreatedAtMs(at.toEpochMilli())
        .setUpdatedAtMs(at.toEpochMilli())
        .build();
  }
}
