package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Wait;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One call after the other, each until its end is known. An unknown end is looked up; only what a
 * look-up did not find is asked for again, with the key that makes the PSP do it once. A request
 * without any answer, such as one that became a dead letter, is looked up after five minutes, and
 * so is the look-up: that travels behind the request, and finds what the PSP did.
 */
final class PspCalls {
  /** What a payment's own refund, which no refund of ours stands for, is called at the PSP. */
  static final String COMPENSATION = "c";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 20;

  private PspCalls() {}

  /** What to make of a result. */
  enum Meaning {
    DONE,
    REFUSED,
    STILL_OPEN,
    NOTHING
  }

  static void begin(Transition t, PspOperation operation) {
    PspCall call = new PspCall(operation, requestId(t, operation, null, 1), 1, false, t.nowMs());
    t.payment().setPspCall(call);
    t.send(request(t, call, null, operation));
    waitFor(t, null, LONGEST_WAIT);
  }

  static PspCall begin(Transition t, Refund refund) {
    PspOperation operation = PspOperation.REFUND;
    PspCall call = new PspCall(operation, requestId(t, operation, refund, 1), 1, false, t.nowMs());
    t.send(request(t, call, refund, operation));
    waitFor(t, refund, LONGEST_WAIT);
    return call;
  }

  /** Where a result leaves the call that it answers. */
  static Meaning meaning(PspCall call, PspResult result) {
    boolean isCurrent =
        result.getRequestId() == null || result.getRequestId().equals(call.getRequestId());
    return switch (result.getStatus()) {
      case SUCCEEDED -> Meaning.DONE;
      case DECLINED -> Meaning.REFUSED;
      // An earlier delivery of the request may have got through: only a look-up can tell.
      case FAILED ->
          isUnavailable(result) && call.getOperation() != PspOperation.AUTHORIZE
              ? current(isCurrent)
              : Meaning.REFUSED;
      case PENDING, UNKNOWN, NOT_FOUND -> current(isCurrent);
    };
  }

  private static Meaning current(boolean isCurrent) {
    return isCurrent ? Meaning.STILL_OPEN : Meaning.NOTHING;
  }

  private static boolean isUnavailable(PspResult result) {
    return RefusalCode.PSP_UNAVAILABLE.code().equals(result.getCode());
  }

  /** The call after a result that did not end it. */
  static PspCall keepOpen(Transition t, PspCall call, PspResult result, @Nullable Refund refund) {
    return switch (result.getStatus()) {
      case NOT_FOUND -> again(t, call, refund);
      case PENDING -> {
        waitFor(t, refund, LONGEST_WAIT);
        yield call;
      }
      case UNKNOWN, FAILED -> {
        waitFor(t, refund, untilLookUp(t, call));
        if (!call.getUnknown()) {
          tellUnknown(t, refund);
        }
        yield PspCall.newBuilder(call).setUnknown(true).build();
      }
      case SUCCEEDED, DECLINED -> throw new IllegalStateException("over: " + result);
    };
  }

  private static void tellUnknown(Transition t, @Nullable Refund refund) {
    t.tell(
        PaymentEventType.OUTCOME_UNKNOWN,
        "psp_outcome_unknown",
        "the PSP's answer was lost; it is looked up",
        null,
        refund == null ? null : refund.getRefundId(),
        null);
  }

  private static PspCall again(Transition t, PspCall call, @Nullable Refund refund) {
    PspCall next = next(t, call, refund, false);
    t.send(request(t, next, refund, call.getOperation()));
    waitFor(t, refund, LONGEST_WAIT);
    return next;
  }

  /** Nothing was heard of the call for so long, or nothing sure: the PSP is asked. */
  static void timeCame(Transition t, Wait wait) {
    int number = wait.getRefund();
    Refund refund = number == 0 ? null : Refunds.numbered(t.payment(), number);
    if (refund == null && number > 0) {
      return;
    }
    PspCall call = refund == null ? t.payment().getPspCall() : refund.getPspCall();
    if (call == null) {
      return;
    }
    PspCall next = ask(t, call, refund);
    if (refund == null) {
      t.payment().setPspCall(next);
    } else {
      var _ = Refunds.put(t, Refund.newBuilder(refund).setPspCall(next));
    }
    t.waits().askedAgain(wait, LONGEST_WAIT, t.nowMs());
  }

  /** Asks the PSP what became of the call. */
  static PspCall lookUp(Transition t, PspCall call) {
    waitFor(t, null, LONGEST_WAIT);
    return ask(t, call, null);
  }

  private static PspCall ask(Transition t, PspCall call, @Nullable Refund refund) {
    PspCall next = next(t, call, refund, call.getUnknown());
    t.send(request(t, next, refund, PspOperation.LOOK_UP));
    return next;
  }

  private static PspCall next(
      Transition t, PspCall call, @Nullable Refund refund, boolean unknown) {
    int attempt = Math.addExact(call.getAttempt(), 1);
    return new PspCall(
        call.getOperation(),
        requestId(t, call.getOperation(), refund, attempt),
        attempt,
        unknown,
        call.getSinceMs());
  }

  private static void waitFor(Transition t, @Nullable Refund refund, Duration untilLookUp) {
    int number = refund == null ? 0 : refund.getNumber();
    t.waits().add(WaitKind.PSP, number, untilLookUp, t.nowMs());
  }

  private static Duration untilLookUp(Transition t, PspCall call) {
    Duration wait =
        t.rules().firstLookUp().multipliedBy(1L << Math.min(call.getAttempt() - 1, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static PspRequest request(
      Transition t, PspCall call, @Nullable Refund refund, PspOperation operation) {
    Payment.Builder payment = t.payment();
    boolean looksUp = operation == PspOperation.LOOK_UP;
    return new PspRequest(
        call.getRequestId(),
        t.id(),
        payment.getPsp(),
        operation,
        looksUp ? call.getOperation() : null,
        refundId(t, call, refund),
        amount(t, refund),
        t.currency(),
        call.getOperation() == PspOperation.AUTHORIZE ? payment.getCreation().getToken() : null,
        payment.getPspReference(),
        refund == null ? null : refund.getPspReference(),
        t.id() + ':' + name(call.getOperation(), refund),
        call.getAttempt(),
        t.nowMs(),
        call.getSinceMs());
  }

  private static @Nullable String refundId(Transition t, PspCall call, @Nullable Refund refund) {
    if (refund != null) {
      return refund.getRefundId();
    }
    return call.getOperation() == PspOperation.REFUND ? t.step(COMPENSATION) : null;
  }

  private static long amount(Transition t, @Nullable Refund refund) {
    if (refund != null) {
      return refund.getAmountMinor();
    }
    return t.payment().getPhase() == PaymentPhase.AUTHORIZING
        ? t.payment().getCreation().getAmountMinor()
        : Captures.captureAmount(t);
  }

  private static String requestId(
      Transition t, PspOperation operation, @Nullable Refund refund, int attempt) {
    return t.id() + ':' + name(operation, refund) + ':' + attempt;
  }

  private static String name(PspOperation operation, @Nullable Refund refund) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    return refund == null ? name : name + '-' + refund.getNumber();
  }
}
