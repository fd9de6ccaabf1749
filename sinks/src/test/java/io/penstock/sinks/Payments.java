package io.penstock.sinks;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.Screening;
import io.penstock.schemas.Topics;
import io.penstock.sinks.World.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the facts that the topologies of payments would write; each event a second later. */
final class Payments {
  static final String TOKEN = "tok_never_written";

  static {
    Records.prepare();
  }

  private Payments() {}

  /** A card payment after its sequence-th event; captured once it has succeeded. */
  static PaymentEvent event(
      String id, long sequence, PaymentEventType type, PaymentStatus status, Refund... refunds) {
    boolean captured = status != PaymentStatus.INITIATED && status != PaymentStatus.PENDING;
    Payment payment =
        Payment.newBuilder()
            .setPaymentId(id)
            .setStatus(status)
            .setPhase(captured ? PaymentPhase.CAPTURED : PaymentPhase.AUTHORIZING)
            .setCreation(creation())
            .setMerchantAccountId("shop-account")
            .setAmountCapturedMinor(captured ? 900 : 0)
            .setAmountRefundedMinor(0)
            .setFeeMinor(captured ? 27L : null)
            .setFundsHeld(!captured)
            .setPayerScreening(Screening.NOT_ASKED)
            .setCardScreening(Screening.APPROVED)
            .setPsp("stripe")
            .setPspReference("pi_" + id)
            .setCardFingerprint("fp_1")
            .setRefunds(List.of(refunds))
            .setSequence(sequence)
            .setCreatedAtMs(Journal.NOON)
            .setUpdatedAtMs(at(sequence))
            .build();
    return event(id, sequence, type, payment);
  }

  static PaymentEvent event(
      String id, long sequence, PaymentEventType type, @Nullable Payment payment) {
    return PaymentEvent.newBuilder()
        .setPaymentId(id)
        .setSequence(sequence)
        .setType(type)
        .setStatus(payment == null ? null : payment.getStatus())
        .setCode(sequence == 0 ? "refund_exceeds_captured" : null)
        .setRequestId("request-" + sequence)
        .setRefundId(
            payment == null || payment.getRefunds().isEmpty()
                ? null
                : payment.getRefunds().getLast().getRefundId())
        .setAmountMinor(1_000L)
        .setPayment(payment)
        .setOccurredAtMs(at(sequence))
        .build();
  }

  private static long at(long sequence) {
    return Journal.NOON + 1_000 * sequence;
  }

  private static PaymentCreation creation() {
    return PaymentCreation.newBuilder()
        .setMerchantId("shop")
        .setAmountMinor(1_000)
        .setCurrency("USD")
        .setFunding(Funding.CARD)
        .setToken(TOKEN)
        .setCapture(CaptureMode.AUTOMATIC)
        .setMetadata(Map.of("order", "4711"))
        .build();
  }

  static Message<PaymentEvent> message(PaymentEvent event) {
    return new Message<>(Topics.PAYMENT_EVENTS, Keys.paymentEvent(event), event);
  }

  static Refund refund(String paymentId, int version, RefundStatus status, boolean automatic) {
    return Refund.newBuilder()
        .setRefundId(paymentId + "::r1")
        .setPaymentId(paymentId)
        .setNumber(1)
        .setAmountMinor(400)
        .setCurrency("USD")
        .setStatus(status)
        .setPhase(status == RefundStatus.PENDING ? RefundPhase.AT_PSP : RefundPhase.CLOSED)
        .setAutomatic(automatic)
        .setPsp("stripe")
        .setVersion(version)
        .setCreatedAtMs(Journal.NOON)
        .setUpdatedAtMs(at(version))
        .build();
  }

  static Message<Refund> message(Refund refund) {
    String key = Keys.refund(refund);
    return new Message<>(Topics.REFUND_EVENTS, key, refund);
  }

  /** A verdict about the card, so many seconds after noon. */
  static Message<FraudVerdict> verdict(String paymentId, FraudDecision decision, long seconds) {
    List<FiredRule> fired =
        decision == FraudDecision.APPROVE
            ? List.of()
            : List.of(new FiredRule("velocity", decision, "11", "10", "11 payments, 10 allowed"));
    return new Message<>(
        Topics.FRAUD_VERDICTS,
        Keys.fraudVerdict(paymentId, FraudSubject.CARD),
        new FraudVerdict(
            paymentId,
            FraudSubject.CARD,
            "fp_1",
            decision,
            fired,
            "7",
            "shop",
            1_000L,
            "USD",
            at(seconds),
            false));
  }

  /** A case after its version-th change; where it mismatches, a cent is missing. */
  static Message<ReconciliationResult> result(
      String caseId,
      int version,
      ReconciliationStatus status,
      @Nullable ReconciliationStatus previous) {
    boolean resolved = status == ReconciliationStatus.RESOLVED;
    boolean mismatched = resolved || status == ReconciliationStatus.MISMATCHED;
    ReconciliationResult result =
        ReconciliationResult.newBuilder()
            .setCaseId(caseId)
            .setVersion(version)
            .setStatus(status)
            .setPreviousStatus(previous)
            .setPaymentId(caseId)
            .setPsp("stripe")
            .setMismatches(mismatched ? List.of(new Mismatch("amount", "900", "899")) : List.of())
            .setExpectedAmountMinor(900L)
            .setExpectedCurrency("USD")
            .setLines(version - 1)
            .setOccurredAtMs(Journal.NOON)
            .setDecidedAtMs(at(version))
            .setResolutions(resolved ? List.of(resolution(version)) : List.of())
            .build();
    return new Message<>(Topics.RECONCILIATION_RESULTS, Keys.version(caseId, version), result);
  }

  private static CaseResolution resolution(int version) {
    return new CaseResolution(
        "c1",
        "written off",
        "alice",
        ResolutionBooking.FEE,
        List.of("p1::settle-r1d"),
        version,
        at(version));
  }
}
