package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import org.jspecify.annotations.Nullable;

/** What the ledger's outcomes mean for a payment. */
final class LedgerAnswers {

  private LedgerAnswers() {}

  /**
   * @return whether the payment had asked for it. What somebody else caused under the name of its
   *     step changes nothing
   */
  static boolean moved(Transition t, TransferOutcome outcome) {
    if (RefusalCode.ID_RESERVED.code().equals(outcome.getFailureCode())) {
      // The answer to somebody else, who had named the payment's step.
      return false;
    }
    String step = Ids.step(outcome.getTransferId());
    TransferCommand asked = t.waits().transfer(outcome.getTransferId());
    if (asked == null && !movesPayment(step)) {
      return true;
    }
    if (!Asked.decides(outcome, asked == null ? Asked.of(t, step) : asked)) {
      return false;
    }
    boolean isAwaited = t.waits().end(outcome.getTransferId());
    if (outcome.getRepeated() && !isAwaited) {
      // Asked again for what only lay unread.
      return true;
    }
    switch (step) {
      case Steps.HOLD -> hold(t, outcome);
      case Steps.POST -> post(t, outcome);
      case Steps.VOID -> voided(t, outcome);
      case Steps.BOOK -> book(t, outcome);
      default -> {
        if (Steps.movesRefund(step)) {
          refund(t, step, outcome);
        }
      }
    }
    return true;
  }

  /** The others change nothing once they are done, among them the bookings of settlements. */
  private static boolean movesPayment(String step) {
    return switch (step) {
      case Steps.HOLD, Steps.POST, Steps.VOID, Steps.BOOK -> true;
      default -> Steps.movesRefund(step);
    };
  }

  private static void refund(Transition t, String step, TransferOutcome outcome) {
    Payment.Builder payment = t.payment();
    Refund refund = Refunds.numbered(payment, Steps.refundOf(step));
    if (refund == null) {
      return;
    }
    switch (payment.getCreation().getFunding()) {
      case WALLET -> WalletRefunds.moved(t, refund, outcome);
      case CARD -> CardRefunds.moved(t, refund, step, outcome);
    }
  }

  private static void hold(Transition t, TransferOutcome outcome) {
    PaymentPhase phase = t.payment().getPhase();
    boolean isFirst = phase == PaymentPhase.AUTHORIZING && !t.payment().getFundsHeld();
    switch (outcome.getStatus()) {
      case PENDING -> {
        if (isFirst) {
          Authorizations.secured(t, outcome.getExpiresAtMs());
        }
      }
      case DECLINED, REFUSED -> {
        if (isFirst) {
          Authorizations.failed(t, outcome.getFailureCode(), outcome.getFailureDetail());
        }
      }
      case EXPIRED -> {
        if (phase == PaymentPhase.AUTHORIZED || phase == PaymentPhase.AUTHORIZING) {
          Authorizations.expired(t);
        }
      }
      case REVERSED -> holdReversed(t, outcome);
      // Its own post and void tell more.
      case POSTED, VOIDED -> {}
    }
  }

  private static void holdReversed(Transition t, TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    String code = resolution == null ? outcome.getFailureCode() : resolution.getFailureCode();
    switch (t.payment().getPhase()) {
      case AUTHORIZING, AUTHORIZED, RELEASING ->
          Authorizations.failed(t, code, "the merchant's account could not take the money");
      case CAPTURED -> Captures.reversed(t, code);
      case CAPTURING -> {
        if (resolution != null && resolution.getPostedMinor() > 0) {
          // Posted before: that outcome was lost.
          Captures.done(t);
          Captures.reversed(t, code);
        }
        // Else the post, which is under way, is told.
      }
      case BOOKING, COMPENSATING, CLOSED -> {}
    }
  }

  private static void post(Transition t, TransferOutcome outcome) {
    if (t.payment().getPhase() != PaymentPhase.CAPTURING) {
      return;
    }
    switch (outcome.getStatus()) {
      case POSTED -> Captures.done(t);
      case DECLINED, REFUSED -> {
        if (LedgerRefusals.meansExpired(outcome)) {
          t.payment().setCaptureAmountMinor(null).setFeeMinor(null);
          Authorizations.expired(t);
        } else {
          Captures.failed(t, outcome.getFailureCode(), outcome.getFailureDetail());
        }
      }
      // The hold, which is what they happen to, is told.
      case PENDING, VOIDED, EXPIRED, REVERSED -> {}
    }
  }

  /** Voided now, or ended before without a post: nothing is held any more. */
  private static void voided(Transition t, TransferOutcome outcome) {
    if (t.payment().getPhase() != PaymentPhase.RELEASING) {
      return;
    }
    switch (outcome.getStatus()) {
      case VOIDED -> Authorizations.released(t);
      case DECLINED, REFUSED -> {
        if (LedgerRefusals.meansReleased(outcome)) {
          Authorizations.released(t);
        } else {
          notReleased(t, outcome, null);
        }
      }
      case PENDING, POSTED, EXPIRED, REVERSED -> {}
    }
  }

  /**
   * A hold that the ledger does not give back was paid, or is still there: it has not ended, and a
   * person must look.
   */
  static void notReleased(Transition t, TransferOutcome outcome, @Nullable String refundId) {
    t.tell(
        PaymentEventType.OUTCOME_UNKNOWN,
        outcome.getFailureCode(),
        "the ledger does not release " + outcome.getPendingId(),
        null,
        refundId,
        null);
  }

  private static void book(Transition t, TransferOutcome outcome) {
    PaymentPhase phase = t.payment().getPhase();
    switch (outcome.getStatus()) {
      case POSTED -> {
        if (phase == PaymentPhase.BOOKING) {
          Captures.done(t);
        }
      }
      case DECLINED, REFUSED -> {
        if (phase == PaymentPhase.BOOKING) {
          Captures.notBooked(t, outcome.getFailureCode(), outcome.getFailureDetail());
        }
      }
      case REVERSED -> {
        if (phase == PaymentPhase.BOOKING) {
          // Booked before: that outcome was lost.
          Captures.done(t);
        }
        if (t.payment().getPhase() == PaymentPhase.CAPTURED) {
          reversed(t, outcome);
        }
      }
      case PENDING, VOIDED, EXPIRED -> {}
    }
  }

  private static void reversed(Transition t, TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    Captures.reversed(t, resolution == null ? null : resolution.getFailureCode());
  }
}
