package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Payment;
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
final class PspSignals {

  private PspSignals() {}

  /** What follows from a result. */
  static Effects read(Payment payment, PspResult result, PaymentRules rules, long nowMs) {
    Optional<Refund> refund =
        payment.getRefunds().stream()
            .filter(each -> each.getRefundId().equals(result.getRefundId()))
            .findFirst();
    if (refund.isPresent()) {
      return Effects.none().then(new Signal.RefundHeard(refund.get(), result));
    }
    PspCall call = payment.getPspCall();
    if (call == null
        || call.getOperation() != result.getOperation()
        || isForeign(payment, result)) {
      return unasked(payment, result);
    }
    return switch (PspCalls.meaning(call, result)) {
      case DONE ->
          hidesTheCard(payment, result)
              ? keep(result, calls(payment, result, rules, nowMs).lookUp(call))
              : ended(result).then(done(payment, result));
      case REFUSED -> ended(result).and(refused(payment, result));
      case STILL_OPEN -> keep(result, calls(payment, result, rules, nowMs).keepOpen(call, result));
      case NOTHING -> Effects.none();
    };
  }

  /** The calls that follow, in which the PSP is named what it calls things. */
  private static PspCalls calls(Payment payment, PspResult result, PaymentRules rules, long nowMs) {
    Payment.Builder noted = Payment.newBuilder(payment);
    note(noted, result);
    return new PspCalls(noted.build(), null, rules, nowMs);
  }

  /** The call goes on. */
  private static Effects keep(PspResult result, PspCalls.Asked asked) {
    return note(result).and(asked.effects()).change(payment -> payment.setPspCall(asked.call()));
  }

  private static Effects ended(PspResult result) {
    return note(result).change(payment -> payment.setPspCall(null));
  }

  /**
   * A webhook that overtook the answer may not say which card it is, and that is screened first.
   */
  private static boolean hidesTheCard(Payment payment, PspResult result) {
    return result.getOperation() == PspOperation.AUTHORIZE
        && result.getRequestId() == null
        && result.getCardFingerprint() == null
        && payment.getCardFingerprint() == null;
  }

  /** A refund that is not ours, made at the PSP by hand: reconciliation finds it. */
  private static boolean isForeign(Payment payment, PspResult result) {
    return result.getOperation() == PspOperation.REFUND
        && !PspCalls.compensationId(payment).equals(result.getRefundId());
  }

  private static Signal done(Payment payment, PspResult result) {
    return switch (result.getOperation()) {
      case AUTHORIZE -> new Signal.Authorized();
      case CAPTURE -> new Signal.CapturedByPsp(charged(payment, result), result.getFeeMinor());
      case CANCEL -> new Signal.Cancelled();
      case REFUND -> new Signal.Compensated();
      case LOOK_UP -> throw new IllegalArgumentException("a look-up is no outcome: " + result);
    };
  }

  private static Effects refused(Payment payment, PspResult result) {
    Effects refused = Effects.none();
    return switch (result.getOperation()) {
      case AUTHORIZE ->
          refused.then(new Signal.NotAuthorized(result.getCode(), result.getDetail()));
      case CAPTURE -> refused.then(new Signal.NotCaptured(result.getCode(), result.getDetail()));
      // Not cancelled, it runs out by itself: it holds no money of ours.
      case CANCEL ->
          RefusalCode.CAPTURED_AT_PSP.code().equals(result.getCode())
              ? byHand(payment, result)
              : refused.then(new Signal.Cancelled());
      case REFUND -> refused.then(new Signal.NotCompensated());
      case LOOK_UP -> throw new IllegalArgumentException("nobody waits for a look-up");
    };
  }

  private static Effects unasked(Payment payment, PspResult result) {
    if (result.getOperation() == PspOperation.REFUND) {
      return fails(result) && result.getRequestId() == null && !isForeign(payment, result)
          ? Effects.none().then(new Signal.CompensationTakenBack())
          : Effects.none();
    }
    if (result.getStatus() != PspStatus.SUCCEEDED) {
      return Effects.none();
    }
    return switch (result.getOperation()) {
      case AUTHORIZE ->
          payment.getPhase() == PaymentPhase.CLOSED && payment.getPspReference() == null
              ? note(result).then(new Signal.AuthorizedTooLate())
              : Effects.none();
      case CAPTURE -> feeOfBooking(payment, result).and(byHand(payment, result));
      case CANCEL -> Effects.none().then(new Signal.AuthorizationGone());
      case REFUND, LOOK_UP -> Effects.none();
    };
  }

  /** A webhook was quicker than the answer, which also knows the fee. */
  private static Effects feeOfBooking(Payment payment, PspResult result) {
    return payment.getPhase() == PaymentPhase.BOOKING && payment.getPspFeeMinor() == null
        ? Effects.none().change(draft -> draft.setPspFeeMinor(result.getFeeMinor()))
        : Effects.none();
  }

  static boolean fails(PspResult result) {
    return result.getStatus() == PspStatus.FAILED || result.getStatus() == PspStatus.DECLINED;
  }

  private static Effects byHand(Payment payment, PspResult result) {
    if (isKnown(payment)) {
      return Effects.none();
    }
    long charged = charged(payment, result);
    return note(result)
        .change(draft -> draft.setPspCapturedMinor(charged))
        .then(new Signal.ChargedByHand());
  }

  /** The PSP may tell of one capture several times, and of one that we asked for besides. */
  private static boolean isKnown(Payment payment) {
    return Amounts.isCharged(payment)
        || payment.getCapturedAtMs() != null
        || (payment.getCaptureAmountMinor() != null
            && payment.getPhase() != PaymentPhase.CAPTURING);
  }

  /** What the PSP has charged; where it does not say, what it was asked for. */
  private static long charged(Payment payment, PspResult result) {
    Long reported = result.getAmountMinor();
    return reported == null || reported <= 0 ? Amounts.capture(payment) : reported;
  }

  /** Keeps what the PSP calls things. */
  private static Effects note(PspResult result) {
    return Effects.none().change(payment -> note(payment, result));
  }

  private static void note(Payment.Builder payment, PspResult result) {
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
