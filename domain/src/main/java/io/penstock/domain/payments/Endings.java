package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Step.OfPayment;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.TransferOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a payment ends without the merchant's money: what was secured is released, and what a card
 * was charged is given back. A card is never left charged for a payment that was cancelled,
 * rejected or failed.
 */
final class Endings {

  private Endings() {}

  /** Ends a payment that was not captured, as soon as its funds are known and back. */
  static Effects end(Payment payment, PaymentStatus status, @Nullable String requestId) {
    if (payment.getClosingStatus() != null) {
      return Effects.none();
    }
    if (payment.getFundsHeld() && Amounts.isCharged(payment)) {
      return giveBack(payment, status, requestId);
    }
    Effects ended = payment.getFundsHeld() ? releasing(payment, status) : closing(status);
    return ended.tell(PaymentEventType.RELEASE_STARTED, requestId, null);
  }

  /** Gives back what was secured, and ends the payment when it is back. */
  static Effects release(Payment payment, PaymentStatus status) {
    return Amounts.isCharged(payment)
        ? giveBack(payment, status, null)
        : releasing(payment, status);
  }

  private static Effects releasing(Payment payment, PaymentStatus status) {
    Effects releasing = closing(status).enter(PaymentPhase.RELEASING, payment.getStatus());
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> releasing.ask(new StepTransfers(payment).of(OfPayment.VOID, 0));
      case CARD -> releasing.callPsp(PspOperation.CANCEL);
    };
  }

  private static Effects closing(PaymentStatus status) {
    return Effects.none().change(payment -> payment.setClosingStatus(status));
  }

  /** There are no funds, for whatever reason: only what a card was charged is given back. */
  static Effects withoutFunds(Payment payment, @Nullable String code, @Nullable String detail) {
    PaymentStatus status = closingOr(payment, PaymentStatus.FAILED);
    return Effects.none()
        .because(code, detail)
        .and(Amounts.isCharged(payment) ? giveBack(payment, status, null) : close(status));
  }

  /** The hold or authorisation ended by itself. */
  static Effects expired() {
    return ranOut().and(close(PaymentStatus.CANCELLED));
  }

  static Effects ranOut() {
    return Effects.none()
        .because(
            RefusalCode.AUTHORIZATION_EXPIRED.because("the authorisation ended without a capture"));
  }

  /** What was secured is back. */
  static Effects released(Payment payment) {
    return close(closingOr(payment, PaymentStatus.CANCELLED));
  }

  /**
   * A hold that the ledger does not give back was paid, or is still there: it has not ended, and a
   * person must look.
   */
  static Effects notReleased(TransferOutcome outcome, @Nullable String refundId) {
    return Effects.none()
        .tell(
            PaymentEvent.newBuilder()
                .setType(PaymentEventType.OUTCOME_UNKNOWN)
                .setCode(outcome.getFailureCode())
                .setDetail("the ledger does not release " + outcome.getPendingId())
                .setRefundId(refundId));
  }

  /** The card gets back what it was charged, and the payment ends so. */
  static Effects giveBack(Payment payment, PaymentStatus status, @Nullable String requestId) {
    Long charged = payment.getPspCapturedMinor();
    return Effects.none()
        .change(draft -> draft.setCaptureAmountMinor(charged).setFundsHeld(false))
        .and(compensate(status))
        .tell(PaymentEventType.COMPENSATION_STARTED, requestId, charged);
  }

  /**
   * The same of a sum that the ledger could not take.
   *
   * @param status what becomes of the payment once the card has its money again
   */
  static Effects compensate(PaymentStatus status) {
    return closing(status)
        .enter(PaymentPhase.COMPENSATING, PaymentStatus.REFUND_INITIATED)
        .callPsp(PspOperation.REFUND);
  }

  /** The card has its money back, and the ledger never had it. The sum may yet be taken back. */
  static Effects compensated(Payment payment) {
    return Effects.none()
        .change(draft -> draft.setFeeMinor(null))
        .and(close(closingOr(payment, PaymentStatus.FAILED)));
  }

  /** The PSP keeps it: it waits in suspense for a person to decide, and nothing was cancelled. */
  static Effects notCompensated(Payment payment) {
    return kept(payment).and(close(PaymentStatus.FAILED));
  }

  /** The same of a payment that had ended: that changes no end. */
  static Effects notCompensatedAtEnd(Payment payment) {
    return kept(payment).and(noted());
  }

  private static Effects kept(Payment payment) {
    boolean meantToFail = closingOr(payment, PaymentStatus.FAILED) == PaymentStatus.FAILED;
    Effects kept = suspend(payment).change(draft -> draft.setFeeMinor(null));
    return meantToFail
        ? kept
        : kept.change(
            draft ->
                draft
                    .setFailureCode(RefusalCode.COMPENSATION_REFUSED.code())
                    .setFailureDetail("the card was charged, and the PSP does not refund it"));
  }

  /** The PSP had said that the card has its money back, and it has not. */
  static Effects compensationTakenBack(Payment payment) {
    return payment.getCaptureAmountMinor() == null
        ? Effects.none()
        : suspend(payment)
            .tell(
                PaymentEvent.newBuilder()
                    .setType(PaymentEventType.NOTED)
                    .setCode(RefusalCode.REFUND_TAKEN_BACK.code())
                    .setDetail(
                        "the PSP took the refund to the card back; the sum waits in suspense"));
  }

  private static Effects suspend(Payment payment) {
    return Effects.none()
        .ask(new StepTransfers(payment).of(OfPayment.SUSPEND, Amounts.capture(payment)))
        .change(draft -> draft.setCaptureAmountMinor(null));
  }

  /** What comes too late for a payment that had ended is told, and changes no end. */
  static Effects noted() {
    return Effects.none().tell(PaymentEventType.NOTED);
  }

  static PaymentStatus closingOr(Payment payment, PaymentStatus otherwise) {
    return Objects.requireNonNullElse(payment.getClosingStatus(), otherwise);
  }

  static Effects close(PaymentStatus status) {
    return Effects.none()
        .change(draft -> draft.setFundsHeld(false).setClosingStatus(null).setPspCall(null))
        .enter(PaymentPhase.CLOSED, status)
        .tell(
            switch (status) {
              case FLAGGED_FRAUD -> PaymentEventType.FLAGGED_FRAUD;
              case CANCELLED -> PaymentEventType.CANCELLED;
              case FAILED -> PaymentEventType.FAILED;
              case INITIATED, PENDING, SUCCEEDED, REFUND_INITIATED, PARTIALLY_REFUNDED, REFUNDED ->
                  throw new IllegalStateException("no end: " + status);
            });
  }
}
