package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AUTHORIZATION_EXPIRED;
import static io.penstock.domain.RefusalCode.CAPTURED_AT_PSP;
import static io.penstock.domain.RefusalCode.COMPENSATION_REFUSED;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows once the PSP has charged a card, whoever asked it to: the sum is booked, or the card
 * gets it back where the payment was to end otherwise. A card is never left charged for a payment
 * that was cancelled, rejected or failed.
 */
final class Charges {
  private static final String COMPENSATION = "payment_compensation";

  private Charges() {}

  /** The PSP carried our capture out: the ledger follows. */
  static void captured(Transition t, PspResult result) {
    note(t.payment(), result);
    t.payment().setPspFeeMinor(result.getFeeMinor());
    book(t);
  }

  /**
   * The card was charged, and not by a capture of ours that is under way: somebody captured at the
   * PSP by hand. The PSP tells so by itself, or where it is asked to cancel. A capture that is
   * awaited has come by this; one that was decided against is given back.
   */
  static void byHand(Transition t, PspResult result) {
    Payment.Builder payment = t.payment();
    if (isKnown(payment)) {
      return;
    }
    note(payment, result);
    switch (payment.getPhase()) {
      case AUTHORIZED, CAPTURING -> captureStarted(t);
      // The payment decides as soon as all is known.
      case AUTHORIZING -> tell(t, PaymentEventType.NOTED);
      case RELEASING -> {
        if (ranOut(payment)) {
          // Nobody decided against it.
          payment.setClosingStatus(null).setFailureCode(null).setFailureDetail(null);
          captureStarted(t);
        } else {
          giveBack(t, closing(payment), null);
        }
      }
      case CLOSED -> {
        payment.setCaptureAmountMinor(payment.getPspCapturedMinor());
        PspCalls.begin(t, PspOperation.REFUND);
        tell(t, PaymentEventType.NOTED);
      }
      case BOOKING, CAPTURED, COMPENSATING -> {}
    }
  }

  /** A payment that had come as far as its capture when the card was charged already. */
  static void captureStarted(Transition t) {
    book(t);
    tell(t, PaymentEventType.CAPTURE_STARTED);
  }

  /** Whether the PSP has charged the card, as far as it is known. */
  static boolean isCharged(Payment.Builder payment) {
    return payment.getPspCapturedMinor() != null;
  }

  /** The card gets back what it was charged, and the payment ends so. */
  static void giveBack(Transition t, PaymentStatus closing, @Nullable String requestId) {
    Payment.Builder payment = t.payment();
    payment.setCaptureAmountMinor(payment.getPspCapturedMinor()).setFundsHeld(false);
    compensate(t, closing, PaymentEventType.COMPENSATION_STARTED, requestId);
  }

  /**
   * The same of a sum that the ledger could not take.
   *
   * @param closing what becomes of the payment once the card has its money again
   */
  static void compensate(
      Transition t, PaymentStatus closing, PaymentEventType event, @Nullable String requestId) {
    t.payment().setClosingStatus(closing);
    t.enter(PaymentPhase.COMPENSATING, PaymentStatus.REFUND_INITIATED);
    PspCalls.begin(t, PspOperation.REFUND);
    t.tell(event, requestId, null, t.payment().getCaptureAmountMinor());
  }

  /** The card has its money back, and the ledger never had it. The sum may yet be taken back. */
  static void compensated(Transition t) {
    t.payment().setFeeMinor(null);
    end(t, closing(t.payment()));
  }

  /** The PSP keeps it: it waits in suspense for a person to decide, and nothing was cancelled. */
  static void notCompensated(Transition t) {
    suspend(t);
    t.payment().setFeeMinor(null);
    if (closing(t.payment()) != PaymentStatus.FAILED) {
      t.payment()
          .setFailureCode(COMPENSATION_REFUSED.code())
          .setFailureDetail("the card was charged, and the PSP does not refund it");
    }
    end(t, PaymentStatus.FAILED);
  }

  private static void end(Transition t, PaymentStatus status) {
    if (t.payment().getPhase() == PaymentPhase.CLOSED) {
      // What came too late for a payment that had ended changes no end.
      t.tell(PaymentEventType.NOTED);
    } else {
      Authorizations.close(t, status);
    }
  }

  /** The PSP had said that the card has its money back, and it has not. */
  static void compensationTakenBack(Transition t) {
    if (t.payment().getPhase() == PaymentPhase.CLOSED
        && t.payment().getCaptureAmountMinor() != null) {
      suspend(t);
      t.tell(
          PaymentEventType.NOTED,
          RefusalCode.REFUND_TAKEN_BACK.code(),
          "the PSP took the refund to the card back; the sum waits in suspense",
          null,
          null,
          null);
    }
  }

  private static void suspend(Transition t) {
    t.transfer(
        Steps.SUSPEND,
        t.clearingAccount(),
        List.of(new Credit("suspense:" + t.currency(), Captures.captureAmount(t))),
        COMPENSATION);
    t.payment().setCaptureAmountMinor(null);
  }

  private static void book(Transition t) {
    Payment.Builder payment = t.payment();
    payment.setPspCall(null).setFundsHeld(false);
    payment.setCaptureAmountMinor(payment.getPspCapturedMinor());
    t.enter(PaymentPhase.BOOKING, PaymentStatus.PENDING);
    Funds.book(t, Captures.captureAmount(t));
  }

  private static void note(Payment.Builder payment, PspResult result) {
    CardAnswers.note(payment, result);
    Long reported = result.getAmountMinor();
    Long asked = payment.getCaptureAmountMinor();
    long amount = asked == null ? payment.getCreation().getAmountMinor() : asked;
    payment.setPspCapturedMinor(reported == null || reported <= 0 ? amount : reported);
  }

  /** The PSP may tell of one capture several times, and of one that we asked for besides. */
  private static boolean isKnown(Payment.Builder payment) {
    return isCharged(payment)
        || payment.getCapturedAtMs() != null
        || (payment.getCaptureAmountMinor() != null
            && payment.getPhase() != PaymentPhase.CAPTURING);
  }

  private static boolean ranOut(Payment.Builder payment) {
    return AUTHORIZATION_EXPIRED.code().equals(payment.getFailureCode())
        && payment.getClosingStatus() == PaymentStatus.CANCELLED;
  }

  private static PaymentStatus closing(Payment.Builder payment) {
    return Objects.requireNonNullElse(payment.getClosingStatus(), PaymentStatus.FAILED);
  }

  private static void tell(Transition t, PaymentEventType type) {
    t.tell(
        type,
        CAPTURED_AT_PSP.code(),
        "the card was charged at the PSP",
        null,
        null,
        t.payment().getPspCapturedMinor());
  }
}
