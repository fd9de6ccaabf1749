package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.CAPTURED_AT_PSP;

import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.AuthorizationGone;
import io.penstock.domain.payments.Signal.Authorized;
import io.penstock.domain.payments.Signal.AuthorizedTooLate;
import io.penstock.domain.payments.Signal.Cancelled;
import io.penstock.domain.payments.Signal.CapturedByPsp;
import io.penstock.domain.payments.Signal.ChargedByHand;
import io.penstock.domain.payments.Signal.Compensated;
import io.penstock.domain.payments.Signal.CompensationTakenBack;
import io.penstock.domain.payments.Signal.NotAuthorized;
import io.penstock.domain.payments.Signal.NotCaptured;
import io.penstock.domain.payments.Signal.NotCompensated;
import io.penstock.domain.payments.Signal.RefundHeard;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Refund;
import java.util.List;
import java.util.Optional;

/**
 * What the PSP says of a card payment. Answers and webhooks come in any order, twice or late: only
 * what the payment waits for moves it.
 */
final class PspSignals {

  private PspSignals() {}

  /** What follows from a result. */
  static List<Effect> read(Payment payment, PspResult result, PaymentRules rules, long nowMs) {
    Optional<Refund> refund =
        payment.getRefunds().stream()
            .filter(each -> each.getRefundId().equals(result.getRefundId()))
            .findFirst();
    if (refund.isPresent()) {
      return List.of(new Then(new RefundHeard(refund.get(), result)));
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
              ? keep(result, PspCalls.lookUp(noted(payment, result), call, nowMs))
              : Effect.all(List.of(note(result), ended()), done(payment, result));
      case REFUSED -> Effect.all(List.of(note(result), ended()), refused(payment, result));
      case STILL_OPEN ->
          keep(result, PspCalls.keepOpen(noted(payment, result), call, result, null, rules, nowMs));
      case NOTHING -> List.of();
    };
  }

  /** The call goes on. */
  private static List<Effect> keep(PspResult result, PspCalls.Asked asked) {
    Change call = new Change(payment -> payment.setPspCall(asked.call()));
    return Effect.all(List.of(note(result)), asked.effects(), List.of(call));
  }

  private static Change ended() {
    return new Change(payment -> payment.setPspCall(null));
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

  private static List<Effect> done(Payment payment, PspResult result) {
    Signal signal =
        switch (result.getOperation()) {
          case AUTHORIZE -> new Authorized();
          case CAPTURE -> new CapturedByPsp(charged(payment, result), result.getFeeMinor());
          case CANCEL -> new Cancelled();
          case REFUND -> new Compensated();
          case LOOK_UP -> throw new IllegalArgumentException("a look-up is no outcome: " + result);
        };
    return List.of(new Then(signal));
  }

  private static List<Effect> refused(Payment payment, PspResult result) {
    Signal signal =
        switch (result.getOperation()) {
          case AUTHORIZE -> new NotAuthorized(result.getCode(), result.getDetail());
          case CAPTURE -> new NotCaptured(result.getCode(), result.getDetail());
          // Not cancelled, it runs out by itself: it holds no money of ours.
          case CANCEL -> CAPTURED_AT_PSP.code().equals(result.getCode()) ? null : new Cancelled();
          case REFUND -> new NotCompensated();
          case LOOK_UP -> throw new IllegalArgumentException("nobody waits for a look-up");
        };
    return signal == null ? byHand(payment, result) : List.of(new Then(signal));
  }

  private static List<Effect> unasked(Payment payment, PspResult result) {
    boolean succeeded = result.getStatus() == PspStatus.SUCCEEDED;
    return switch (result.getOperation()) {
      case AUTHORIZE ->
          succeeded
                  && payment.getPhase() == PaymentPhase.CLOSED
                  && payment.getPspReference() == null
              ? List.of(note(result), new Then(new AuthorizedTooLate()))
              : List.of();
      case CAPTURE ->
          succeeded
              ? Effect.all(feeOfBooking(payment, result), byHand(payment, result))
              : List.of();
      case CANCEL -> succeeded ? List.of(new Then(new AuthorizationGone())) : List.of();
      case REFUND -> unaskedRefund(payment, result);
      case LOOK_UP -> List.of();
    };
  }

  /** A webhook was quicker than the answer, which also knows the fee. */
  private static List<Effect> feeOfBooking(Payment payment, PspResult result) {
    return payment.getPhase() == PaymentPhase.BOOKING && payment.getPspFeeMinor() == null
        ? List.of(new Change(draft -> draft.setPspFeeMinor(result.getFeeMinor())))
        : List.of();
  }

  private static List<Effect> unaskedRefund(Payment payment, PspResult result) {
    return fails(result) && result.getRequestId() == null && !isForeign(payment, result)
        ? List.of(new Then(new CompensationTakenBack()))
        : List.of();
  }

  static boolean fails(PspResult result) {
    return result.getStatus() == PspStatus.FAILED || result.getStatus() == PspStatus.DECLINED;
  }

  private static List<Effect> byHand(Payment payment, PspResult result) {
    if (isKnown(payment)) {
      return List.of();
    }
    long charged = charged(payment, result);
    return List.of(
        note(result),
        new Change(draft -> draft.setPspCapturedMinor(charged)),
        new Then(new ChargedByHand()));
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
  private static Change note(PspResult result) {
    return new Change(payment -> note(payment, result));
  }

  private static Payment noted(Payment payment, PspResult result) {
    Payment.Builder noted = Payment.newBuilder(payment);
    note(noted, result);
    return noted.build();
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
