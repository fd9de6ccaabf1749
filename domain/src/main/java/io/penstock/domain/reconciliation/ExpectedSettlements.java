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
      case SUCCEEDED -> List.of(capture(event, payment, payment.getAmountCapturedMinor()));
      case COMPENSATION_STARTED, REVERSED -> compensation(event, payment);
      case REFUND_SUCCEEDED -> List.of(refund(event, payment, refundOf(event, payment)));
      case REFUND_FAILED -> returned(event, payment, refundOf(event, payment));
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
                new SettlementMatching(
                    MatchingStep.ANNOUNCE,
                    reference,
                    event.getPaymentId(),
                    expected.refundId(),
                    null,
                    null,
                    null))
        .toList();
  }

  private static ReconciliationInput.Expected capture(
      PaymentEvent event, Payment payment, long amountMinor) {
    String charge = payment.getPspChargeReference();
    return new ReconciliationInput.Expected(
        atPsp(payment),
        null,
        "settle",
        charge == null ? payment.getPspReference() : charge,
        amountMinor,
        payment.getPspFeeMinor(),
        event.getOccurredAtMs());
  }

  /**
   * The PSP has captured what the ledger could not keep, and refunds it in full. Whether the ledger
   * had it for a while does not matter: the clearing account is even once both are settled.
   */
  private static List<ReconciliationInput.Expected> compensation(
      PaymentEvent event, Payment payment) {
    Long asked = payment.getCaptureAmountMinor();
    long amount = asked == null ? payment.getCreation().getAmountMinor() : asked;
    return List.of(
        capture(event, payment, amount),
        new ReconciliationInput.Expected(
            atPsp(payment),
            payment.getPaymentId() + Ids.STEP + COMPENSATION,
            "rs" + COMPENSATION,
            null,
            Math.negateExact(amount),
            0L,
            event.getOccurredAtMs()));
  }

  private static ReconciliationInput.Expected refund(
      PaymentEvent event, Payment payment, Refund refund) {
    return new ReconciliationInput.Expected(
        atPsp(payment),
        refund.getRefundId(),
        "rs" + refund.getNumber(),
        refund.getPspReference(),
        Math.negateExact(refund.getAmountMinor()),
        0L,
        event.getOccurredAtMs());
  }

  private static List<ReconciliationInput.Expected> returned(
      PaymentEvent event, Payment payment, Refund refund) {
    if (!refund.getTakenBack()) {
      return List.of();
    }
    ReconciliationInput.Expected comesBack =
        new ReconciliationInput.Expected(
            atPsp(payment),
            refund.getRefundId(),
            "rr" + refund.getNumber(),
            refund.getPspReference(),
            refund.getAmountMinor(),
            0L,
            event.getOccurredAtMs());
    return List.of(refund(event, payment, refund), comesBack);
  }

  private static ReconciliationInput.PaymentAtPsp atPsp(Payment payment) {
    return new ReconciliationInput.PaymentAtPsp(
        payment.getPaymentId(), payment.getPsp(), payment.getCreation().getCurrency());
  }

  private static Refund refundOf(PaymentEvent event, Payment payment) {
    return payment.getRefunds().stream()
        .filter(refund -> refund.getRefundId().equals(event.getRefundId()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no refund " + event.getRefundId() + ": " + event));
  }
}
