package io.penstock.queries;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
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
import io.penstock.schemas.Topics;
import java.util.List;
import java.util.Map;

/** Facts about payments as their flow writes them. */
final class PaymentFact {

  private PaymentFact() {}

  /** A wallet payment of 1,000 that was just accepted. */
  static Payment initiated(String id, String payer, String merchant, long nowMs) {
    return Payment.newBuilder()
        .setPaymentId(id)
        .setStatus(PaymentStatus.INITIATED)
        .setPhase(PaymentPhase.AUTHORIZING)
        .setCreation(
            PaymentCreation.newBuilder()
                .setPayerAccountId(payer)
                .setMerchantId(merchant)
                .setAmountMinor(1_000)
                .setCurrency("USD")
                .setFunding(Funding.WALLET)
                .setCapture(CaptureMode.AUTOMATIC)
                .setMetadata(Map.of("order", "7"))
                .build())
        .setPayerAccountId(payer)
        .setMerchantAccountId(merchant + "-account")
        .setPayerScreening(Screening.AWAITED)
        .setCardScreening(Screening.NOT_ASKED)
        .setCreateRequestId("request-" + id)
        .setSequence(1)
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs)
        .build();
  }

  /** A card payment of 15 EUR by a user that the PSP declined. */
  static Payment declinedCard(String id, long nowMs) {
    Payment wallet = initiated(id, "carla-account", "shop", nowMs);
    return Payment.newBuilder(wallet)
        .setStatus(PaymentStatus.FAILED)
        .setPhase(PaymentPhase.CLOSED)
        .setPayerAccountId(null)
        .setFailureCode("card_declined")
        .setFailureDetail("The bank said no.")
        .setPsp("stripe")
        .setCreation(
            PaymentCreation.newBuilder(wallet.getCreation())
                .setPayerAccountId(null)
                .setUserId("carla")
                .setAmountMinor(1_500)
                .setCurrency("EUR")
                .setFunding(Funding.CARD)
                .setToken("tok_secret")
                .setCapture(CaptureMode.MANUAL)
                .setMetadata(Map.of("order", "8"))
                .build())
        .build();
  }

  /** The payment one event later. */
  static Payment.Builder next(Payment before, PaymentStatus status, PaymentPhase phase) {
    return Payment.newBuilder(before)
        .setStatus(status)
        .setPhase(phase)
        .setSequence(before.getSequence() + 1)
        .setUpdatedAtMs(before.getUpdatedAtMs() + 1_000);
  }

  static Payment succeeded(Payment before) {
    return next(before, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED)
        .setAmountCapturedMinor(before.getCreation().getAmountMinor())
        .setFeeMinor(30L)
        .setCapturedAtMs(before.getUpdatedAtMs() + 1_000)
        .build();
  }

  static Payment withRefund(Payment before, PaymentStatus status, Refund refund) {
    return next(before, status, PaymentPhase.CAPTURED).setRefunds(List.of(refund)).build();
  }

  /** A refund of 400 that moves. */
  static Refund refund(String id, String paymentId, long nowMs) {
    return Refund.newBuilder()
        .setRefundId(id)
        .setPaymentId(paymentId)
        .setNumber(1)
        .setAmountMinor(400)
        .setCurrency("USD")
        .setStatus(RefundStatus.PENDING)
        .setPhase(RefundPhase.MOVING)
        .setReason("broken")
        .setRequestId("request-" + id)
        .setVersion(1)
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs)
        .build();
  }

  static Refund succeeded(Refund before) {
    return Refund.newBuilder(before)
        .setStatus(RefundStatus.SUCCEEDED)
        .setPhase(RefundPhase.CLOSED)
        .setVersion(before.getVersion() + 1)
        .build();
  }

  static PaymentEvent.Builder event(PaymentEventType type, Payment after) {
    return PaymentEvent.newBuilder()
        .setPaymentId(after.getPaymentId())
        .setSequence(after.getSequence())
        .setType(type)
        .setStatus(after.getStatus())
        .setPayment(after)
        .setOccurredAtMs(after.getUpdatedAtMs());
  }

  /** An answer that changed nothing. */
  static PaymentEvent.Builder answer(PaymentEventType type, String paymentId, String requestId) {
    return PaymentEvent.newBuilder()
        .setPaymentId(paymentId)
        .setSequence(0)
        .setType(type)
        .setRequestId(requestId)
        .setOccurredAtMs(FactWriter.nowMs());
  }

  static void write(FactWriter facts, PaymentEvent event) {
    facts.write(Topics.PAYMENT_EVENTS, Keys.paymentEvent(event), event);
  }

  static void write(FactWriter facts, Refund refund) {
    facts.write(Topics.REFUND_EVENTS, Keys.refund(refund), refund);
  }

  /** A payment's first event and its places in lists. */
  static void writeInitiated(FactWriter facts, Payment payment) {
    write(
        facts,
        event(PaymentEventType.INITIATED, payment)
            .setRequestId(payment.getCreateRequestId())
            .build());
    String merchant = payment.getCreation().getMerchantId();
    for (String list :
        List.of(
            "payments",
            "payments:payer:" + payment.getPayerAccountId(),
            "payments:merchant:" + merchant)) {
      write(facts, new Listing(list, payment.getPaymentId(), payment.getCreatedAtMs()));
    }
  }

  static void write(FactWriter facts, Listing place) {
    facts.write(Topics.VIEW_LISTINGS, Keys.listing(place), place);
  }
}
