package io.penstock.domain.payments;

import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;

/** What the ledger's outcomes mean for a payment. */
final class LedgerAnswers {

  private LedgerAnswers() {}

  static void moved(Transition t, TransferOutcome outcome) {
    if (Ids.RESERVED_CODE.equals(outcome.getFailureCode())) {
      // The answer to somebody else, who had named the payment's step.
      return;
    }
    boolean isAwaited = t.waits().end(outcome.getTransferId());
    if (outcome.getRepeated() && !isAwaited) {
      // Asked again for what only lay unread.
      return;
    }
    String step = Ids.step(outcome.getTransferId());
    int number = Steps.refundOf(step);
    if (number > 0) {
      refund(t, number, outcome);
      return;
    }
    switch (step) {
      case Steps.HOLD -> hold(t, outcome);
      case Steps.POST -> post(t, outcome);
      case Steps.VOID -> voided(t);
      case Steps.BOOK -> book(t, outcome);
      // Nothing waits for the others.
      default -> {}
    }
  }

  private static void refund(Transition t, int number, TransferOutcome outcome) {
    Payment.Builder payment = t.payment();
    if (number > payment.getRefunds().size()) {
      return;
    }
    Refund refund = payment.getRefunds().get(number - 1);
    switch (payment.getCreation().getFunding()) {
      case WALLET -> WalletRefunds.moved(t, refund, outcome);
      case CARD -> CardRefunds.moved(t, refund, outcome);
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
    if (t.payment().getPhase() != PaymentPhase.CAPTURING
        || t.payment().getCreation().getFunding() != Funding.WALLET) {
      return;
    }
    if (outcome.getStatus() == TransferStatus.POSTED) {
      Captures.done(t);
    } else if ("pending_transfer_expired".equals(outcome.getFailureCode())) {
      t.payment().setCaptureAmountMinor(null).setFeeMinor(null);
      Authorizations.expired(t);
    } else {
      Captures.failed(t, outcome.getFailureCode(), outcome.getFailureDetail());
    }
  }

  /** Whether voided now or ended before: nothing is held any more. */
  private static void voided(Transition t) {
    if (t.payment().getPhase() == PaymentPhase.RELEASING) {
      Authorizations.released(t);
    }
  }

  private static void book(Transition t, TransferOutcome outcome) {
    PaymentPhase phase = t.payment().getPhase();
    if (outcome.getKind() != TransferKind.DIRECT) {
      return;
    }
    if (phase == PaymentPhase.BOOKING) {
      if (outcome.getStatus() == TransferStatus.POSTED) {
        Captures.done(t);
      } else if (outcome.getStatus() == TransferStatus.REVERSED) {
        // Booked before: that outcome was lost.
        Captures.done(t);
        reversed(t, outcome);
      } else {
        Captures.notBooked(t, outcome.getFailureCode(), outcome.getFailureDetail());
      }
    } else if (phase == PaymentPhase.CAPTURED && outcome.getStatus() == TransferStatus.REVERSED) {
      reversed(t, outcome);
    }
  }

  private static void reversed(Transition t, TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    Captures.reversed(t, resolution == null ? null : resolution.getFailureCode());
  }
}
