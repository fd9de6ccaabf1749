package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AUTHORIZATION_EXPIRED;
import static io.penstock.domain.RefusalCode.COMPENSATION_REFUSED;
import static io.penstock.domain.RefusalCode.REFUND_TAKEN_BACK;

import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.Because;
import io.penstock.domain.payments.Effect.CallPsp;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Enter;
import io.penstock.domain.payments.Effect.Tell;
import io.penstock.domain.payments.Effect.TellWhy;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
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
  static List<Effect> end(Payment payment, PaymentStatus status, @Nullable String requestId) {
    if (payment.getClosingStatus() != null) {
      return List.of();
    }
    if (!payment.getFundsHeld()) {
      return List.of(closing(status), new Tell(PaymentEventType.RELEASE_STARTED, requestId, null));
    }
    return Amounts.isCharged(payment)
        ? giveBack(payment, status, requestId)
        : Effect.all(
            releasing(payment, status),
            List.of(new Tell(PaymentEventType.RELEASE_STARTED, requestId, null)));
  }

  /** Gives back what was secured, and ends the payment when it is back. */
  static List<Effect> release(Payment payment, PaymentStatus status) {
    return Amounts.isCharged(payment)
        ? giveBack(payment, status, null)
        : releasing(payment, status);
  }

  private static List<Effect> releasing(Payment payment, PaymentStatus status) {
    return List.of(
        closing(status),
        new Enter(PaymentPhase.RELEASING, payment.getStatus()),
        switch (payment.getCreation().getFunding()) {
          case WALLET -> new Ask(StepTransfers.voidHold(payment));
          case CARD -> new CallPsp(PspOperation.CANCEL);
        });
  }

  private static Change closing(PaymentStatus status) {
    return new Change(payment -> payment.setClosingStatus(status));
  }

  /** There are no funds, for whatever reason: only what a card was charged is given back. */
  static List<Effect> withoutFunds(
      Payment payment, @Nullable String code, @Nullable String detail) {
    PaymentStatus status = closingOr(payment, PaymentStatus.FAILED);
    return Effect.all(
        List.of(new Because(code, detail)),
        Amounts.isCharged(payment) ? giveBack(payment, status, null) : close(status));
  }

  /** The hold or authorisation ended by itself. */
  static List<Effect> expired() {
    return Effect.all(List.of(ranOut()), close(PaymentStatus.CANCELLED));
  }

  static Because ranOut() {
    return new Because(AUTHORIZATION_EXPIRED.because("the authorisation ended without a capture"));
  }

  /** What was secured is back. */
  static List<Effect> released(Payment payment) {
    return close(closingOr(payment, PaymentStatus.CANCELLED));
  }

  /**
   * A hold that the ledger does not give back was paid, or is still there: it has not ended, and a
   * person must look.
   */
  static List<Effect> notReleased(TransferOutcome outcome, @Nullable String refundId) {
    return List.of(
        new TellWhy(
            PaymentEventType.OUTCOME_UNKNOWN,
            outcome.getFailureCode(),
            "the ledger does not release " + outcome.getPendingId(),
            null,
            refundId,
            null));
  }

  /** The card gets back what it was charged, and the payment ends so. */
  static List<Effect> giveBack(Payment payment, PaymentStatus status, @Nullable String requestId) {
    Long charged = payment.getPspCapturedMinor();
    return Effect.all(
        List.of(new Change(draft -> draft.setCaptureAmountMinor(charged).setFundsHeld(false))),
        compensate(status, PaymentEventType.COMPENSATION_STARTED, requestId, charged));
  }

  /**
   * The same of a sum that the ledger could not take.
   *
   * @param status what becomes of the payment once the card has its money again
   */
  static List<Effect> compensate(
      PaymentStatus status,
      PaymentEventType event,
      @Nullable String requestId,
      @Nullable Long amountMinor) {
    return List.of(
        closing(status),
        new Enter(PaymentPhase.COMPENSATING, PaymentStatus.REFUND_INITIATED),
        new CallPsp(PspOperation.REFUND),
        new Tell(event, requestId, amountMinor));
  }

  /** The card has its money back, and the ledger never had it. The sum may yet be taken back. */
  static List<Effect> compensated(Payment payment) {
    return Effect.all(
        List.of(new Change(draft -> draft.setFeeMinor(null))),
        close(closingOr(payment, PaymentStatus.FAILED)));
  }

  /** The PSP keeps it: it waits in suspense for a person to decide, and nothing was cancelled. */
  static List<Effect> notCompensated(Payment payment) {
    return Effect.all(kept(payment), close(PaymentStatus.FAILED));
  }

  /** The same of a payment that had ended: that changes no end. */
  static List<Effect> notCompensatedAtEnd(Payment payment) {
    return Effect.all(kept(payment), noted());
  }

  private static List<Effect> kept(Payment payment) {
    boolean meantToFail = closingOr(payment, PaymentStatus.FAILED) == PaymentStatus.FAILED;
    Change why =
        new Change(
            draft ->
                draft
                    .setFailureCode(COMPENSATION_REFUSED.code())
                    .setFailureDetail("the card was charged, and the PSP does not refund it"));
    return Effect.all(
        suspend(payment),
        List.of(new Change(draft -> draft.setFeeMinor(null))),
        meantToFail ? List.of() : List.of(why));
  }

  /** The PSP had said that the card has its money back, and it has not. */
  static List<Effect> compensationTakenBack(Payment payment) {
    return payment.getCaptureAmountMinor() == null
        ? List.of()
        : Effect.all(
            suspend(payment),
            List.of(
                new TellWhy(
                    PaymentEventType.NOTED,
                    REFUND_TAKEN_BACK.code(),
                    "the PSP took the refund to the card back; the sum waits in suspense",
                    null,
                    null,
                    null)));
  }

  private static List<Effect> suspend(Payment payment) {
    return List.of(
        new Ask(StepTransfers.suspend(payment, Amounts.capture(payment))),
        new Change(draft -> draft.setCaptureAmountMinor(null)));
  }

  /** What comes too late for a payment that had ended is told, and changes no end. */
  static List<Effect> noted() {
    return List.of(new Tell(PaymentEventType.NOTED));
  }

  static PaymentStatus closingOr(Payment payment, PaymentStatus otherwise) {
    return Objects.requireNonNullElse(payment.getClosingStatus(), otherwise);
  }

  static List<Effect> close(PaymentStatus status) {
    return List.of(
        new Change(draft -> draft.setFundsHeld(false).setClosingStatus(null).setPspCall(null)),
        new Enter(PaymentPhase.CLOSED, status),
        new Tell(
            switch (status) {
              case FLAGGED_FRAUD -> PaymentEventType.FLAGGED_FRAUD;
              case CANCELLED -> PaymentEventType.CANCELLED;
              case FAILED -> PaymentEventType.FAILED;
              case INITIATED, PENDING, SUCCEEDED, REFUND_INITIATED, PARTIALLY_REFUNDED, REFUNDED ->
                  throw new IllegalStateException("no end: " + status);
            }));
  }
}
