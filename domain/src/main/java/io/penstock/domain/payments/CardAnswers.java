package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.CAPTURED_AT_PSP;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Refund;
import java.util.Optional;

/**
 * What the PSP says of a card payment. Answers and webhooks come in any order, twice or late: only
 * what the payment waits for moves it.
 */
final class CardAnswers {
  /** The decline of a card that waits for its owner: at the PSP the authorisation stays open. */
  private static final String AUTHENTICATION_REQUIRED = "authentication_required";

  private CardAnswers() {}

  static void heard(Transition t, PspResult result) {
    Optional<Refund> refund = refundOf(t, result);
    if (refund.isPresent()) {
      CardRefunds.heard(t, refund.get(), result);
      return;
    }
    PspCall call = t.payment().getPspCall();
    if (call == null || call.getOperation() != result.getOperation() || isForeign(t, result)) {
      unasked(t, result);
      return;
    }
    switch (PspCalls.meaning(call, result)) {
      case DONE -> {
        note(t.payment(), result);
        if (hidesTheCard(t.payment(), result)) {
          t.payment().setPspCall(PspCalls.lookUp(t, call));
        } else {
          t.payment().setPspCall(null);
          done(t, result);
        }
      }
      case REFUSED -> {
        note(t.payment(), result);
        t.payment().setPspCall(null);
        refused(t, call.getOperation(), result);
      }
      case STILL_OPEN -> {
        note(t.payment(), result);
        t.payment().setPspCall(PspCalls.keepOpen(t, call, result, null));
      }
      case NOTHING -> {}
    }
  }

  /**
   * A webhook that overtook the answer may not say which card it is, and that is screened first.
   */
  private static boolean hidesTheCard(Payment.Builder payment, PspResult result) {
    return result.getOperation() == PspOperation.AUTHORIZE
        && result.getRequestId() == null
        && payment.getCardFingerprint() == null;
  }

  private static Optional<Refund> refundOf(Transition t, PspResult result) {
    return t.payment().getRefunds().stream()
        .filter(refund -> refund.getRefundId().equals(result.getRefundId()))
        .findFirst();
  }

  /** A refund that is not ours, made at the PSP by hand: reconciliation finds it. */
  private static boolean isForeign(Transition t, PspResult result) {
    return result.getOperation() == PspOperation.REFUND
        && !t.step(PspCalls.COMPENSATION).equals(result.getRefundId());
  }

  private static void done(Transition t, PspResult result) {
    switch (result.getOperation()) {
      case AUTHORIZE -> {
        Screenings.ofCard(t);
        t.tell(PaymentEventType.NOTED);
        Authorizations.secured(t, null);
      }
      case CAPTURE -> Charges.captured(t, result);
      case CANCEL -> Authorizations.released(t);
      case REFUND -> Charges.compensated(t);
      case LOOK_UP -> throw new IllegalArgumentException("a look-up is no outcome: " + result);
    }
  }

  private static void refused(Transition t, PspOperation operation, PspResult result) {
    switch (operation) {
      case AUTHORIZE -> {
        Authorizations.failed(t, result.getCode(), result.getDetail());
        if (AUTHENTICATION_REQUIRED.equals(result.getCode())
            && t.payment().getPspReference() != null
            && !Charges.isCharged(t.payment())) {
          // Or the owner could still agree to what has failed.
          PspCalls.begin(t, PspOperation.CANCEL);
        }
      }
      case CAPTURE -> Captures.failed(t, result.getCode(), result.getDetail());
      case CANCEL -> {
        if (CAPTURED_AT_PSP.code().equals(result.getCode())) {
          Charges.byHand(t, result);
        } else {
          // It is cancelled, or runs out by itself: it holds no money of ours.
          Authorizations.released(t);
        }
      }
      case REFUND -> Charges.notCompensated(t);
      case LOOK_UP -> throw new IllegalArgumentException("nobody waits for a look-up");
    }
  }

  private static void unasked(Transition t, PspResult result) {
    if (result.getStatus() != PspStatus.SUCCEEDED) {
      compensationTakenBack(t, result);
      return;
    }
    PaymentPhase phase = t.payment().getPhase();
    if (result.getOperation() == PspOperation.CAPTURE) {
      if (phase == PaymentPhase.BOOKING && t.payment().getPspFeeMinor() == null) {
        // A webhook was quicker than the answer, which also knows the fee.
        t.payment().setPspFeeMinor(result.getFeeMinor());
      }
      Charges.byHand(t, result);
    } else if (result.getOperation() == PspOperation.CANCEL && phase == PaymentPhase.AUTHORIZED) {
      Authorizations.expired(t);
    } else if (result.getOperation() == PspOperation.AUTHORIZE
        && phase == PaymentPhase.CLOSED
        && t.payment().getPspReference() == null) {
      // It was given up as unreachable, but had got through: the card's owner gets it back.
      note(t.payment(), result);
      PspCalls.begin(t, PspOperation.CANCEL);
      t.tell(PaymentEventType.NOTED);
    }
  }

  private static void compensationTakenBack(Transition t, PspResult result) {
    boolean fails =
        result.getStatus() == PspStatus.FAILED || result.getStatus() == PspStatus.DECLINED;
    if (fails
        && result.getOperation() == PspOperation.REFUND
        && result.getRequestId() == null
        && !isForeign(t, result)) {
      Charges.compensationTakenBack(t);
    }
  }

  /** Keeps what the PSP calls things. */
  static void note(Payment.Builder payment, PspResult result) {
    if (result.getPspReference() != null) {
      payment.setPspReference(result.getPspReference());
    }
    if (result.getPspChargeReference() != null) {
      payment.setPspChargeReference(result.getPspChargeReference());
    }
    if (result.getCardFingerprint() != null) {
      payment.setCardFingerprint(result.getCardFingerprint());
    }
  }
}
