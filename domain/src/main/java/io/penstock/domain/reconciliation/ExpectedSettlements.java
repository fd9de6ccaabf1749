package io.penstock.domain.reconciliation;

import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.SettlementMatching;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a PSP is to report because of something that happened to a payment, and by which references.
 * Wallet payments touch no PSP.
 *
 * <p>A refund that the PSP took back was paid out and returned, and a PSP reports both: nothing is
 * netted, the return is a case of its own.
 */
public final class ExpectedSettlements {
  private static final String COMPENSATION = "c";

  private ExpectedSettlements() {}

  /** None for most events. */
  public static List<ReconciliationInput.Expected> of(PaymentEvent event) {
    Payment payment = event.getPayment();
    if (payment == null
        || payment.getCreation().getFunding() != Funding.CARD
        || payment.getPsp() == null) {
      return List.of();
    }
    return switch (event.getType()) {
      case SUCCEEDED -> List.of(capture(event, payment.getAmountCapturedMinor()));
      case COMPENSATION_STARTED, REVERSED -> compensation(event);
      case REFUND_SUCCEEDED -> List.of(refund(event, refundOf(event)));
      case REFUND_FAILED -> returned(event, refundOf(event));
      case INITIATED,
          AUTHORIZED,
          CAPTURE_STARTED,
          RELEASE_STARTED,
          FAILED,
          FLAGGED_FRAUD,
          CANCELLED,
          REFUND_STARTED,
          OUTCOME_UNKNOWN,
          NOTED,
          REFUSED,
          REPEATED ->
          List.of();
    };
  }

  /** What the partitions of its references have to know. */
  public static List<SettlementMatching> announcements(
      PaymentEvent event, ReconciliationInput.Expected expected) {
    Stream<@Nullable String> references =
        expected.refundId() == null
            ? Stream.of(expected.reference(), event.getPayment().getPspReference())
            : Stream.of(expected.reference());
    return references
        .filter(Objects::nonNull)
        .distinct()
        .map(
            reference ->
                SettlementMatching.newBuilder()
                    .setStep(MatchingStep.ANNOUNCE)
                    .setReference(reference)
                    .setPaymentId(event.getPaymentId())
                    .setRefundId(expected.refundId())
                    .build())
        .toList();
  }

  private static ReconciliationInput.Expected capture(PaymentEvent event, long amountMinor) {
    Payment payment = event.getPayment();
    String charge = payment.getPspChargeReference();
    String reference = charge == null ? payment.getPspReference() : charge;
    return expected(event, null, "settle", reference, amountMinor, payment.getPspFeeMinor());
  }

  /**
   * The PSP has captured what the ledger could not keep, and refunds it in full. Whether the ledger
   * had it for a while does not matter: the clearing account is even once both are settled.
   */
  private static List<ReconciliationInput.Expected> compensation(PaymentEvent event) {
    Payment payment = event.getPayment();
    Long asked = payment.getCaptureAmountMinor();
    long amount = asked == null ? payment.getCreation().getAmountMinor() : asked;
    String refundId = payment.getPaymentId() + Ids.STEP + COMPENSATION;
    return List.of(
        capture(event, amount),
        expected(event, refundId, "rs" + COMPENSATION, null, Math.negateExact(amount), 0L));
  }

  private static ReconciliationInput.Expected refund(PaymentEvent event, Refund refund) {
    return ofRefund(event, refund, "rs", Math.negateExact(refund.getAmountMinor()));
  }

  private static List<ReconciliationInput.Expected> returned(PaymentEvent event, Refund refund) {
    return refund.getTakenBack()
        ? List.of(refund(event, refund), ofRefund(event, refund, "rr", refund.getAmountMinor()))
        : List.of();
  }

  private static ReconciliationInput.Expected ofRefund(
      PaymentEvent event, Refund refund, String step, long amountMinor) {
    return expected(
        event,
        refund.getRefundId(),
        step + refund.getNumber(),
        refund.getPspReference(),
        amountMinor,
        0L);
  }

  private static ReconciliationInput.Expected expected(
      PaymentEvent event,
      @Nullable String refundId,
      String step,
      @Nullable String reference,
      long amountMinor,
      @Nullable Long feeMinor) {
    Payment payment = event.getPayment();
    return new ReconciliationInput.Expected(
        new ReconciliationInput.PaymentAtPsp(
            payment.getPaymentId(), payment.getPsp(), payment.getCreation().getCurrency()),
        refundId,
        step,
        reference,
        amountMinor,
        feeMinor,
        event.getOccurredAtMs());
  }

  private static Refund refundOf(PaymentEvent event) {
    return event.getPayment().getRefunds().stream()
        .filter(refund -> refund.getRefundId().equals(event.getRefundId()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no refund " + event.getRefundId() + ": " + event));
  }
}
