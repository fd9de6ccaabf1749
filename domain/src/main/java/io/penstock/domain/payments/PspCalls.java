package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Effect.Await;
import io.penstock.domain.payments.Effect.AwaitAgain;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Keep;
import io.penstock.domain.payments.Effect.Send;
import io.penstock.domain.payments.Effect.TellWhy;
import io.penstock.schemas.Ids;
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
import java.util.List;
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
  private static final String COMPENSATION = "c";

  private static final String OUTCOME_UNKNOWN = "psp_outcome_unknown";
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

  /** A call as it is to be kept, and what follows from it. */
  record Asked(PspCall call, List<Effect> effects) {}

  /** The id of the payment's own refund at the PSP. */
  static String compensationId(Payment payment) {
    return payment.getPaymentId() + Ids.STEP + COMPENSATION;
  }

  /** The payment's next call. */
  static List<Effect> begin(Payment payment, PspOperation operation, long nowMs) {
    Asked first = first(payment, operation, null, nowMs);
    return Effect.all(
        List.of(new Change(draft -> draft.setPspCall(first.call()))), first.effects());
  }

  /** The call of a refund. */
  static Asked begin(Payment payment, Refund refund, long nowMs) {
    return first(payment, PspOperation.REFUND, refund, nowMs);
  }

  private static Asked first(
      Payment payment, PspOperation operation, @Nullable Refund refund, long nowMs) {
    String requestId = requestId(payment, operation, refund, 1);
    return sent(
        payment, new PspCall(operation, requestId, 1, false, nowMs), refund, operation, nowMs);
  }

  private static Asked sent(
      Payment payment, PspCall call, @Nullable Refund refund, PspOperation operation, long nowMs) {
    PspRequest request = request(payment, call, refund, operation, nowMs);
    return new Asked(call, List.of(new Send(request), await(refund, LONGEST_WAIT)));
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
  static Asked keepOpen(
      Payment payment,
      PspCall call,
      PspResult result,
      @Nullable Refund refund,
      PaymentRules rules,
      long nowMs) {
    return switch (result.getStatus()) {
      case NOT_FOUND ->
          sent(payment, next(payment, call, refund, false), refund, call.getOperation(), nowMs);
      case PENDING -> new Asked(call, List.of(await(refund, LONGEST_WAIT)));
      case UNKNOWN, FAILED -> {
        Await lookUp = await(refund, untilLookUp(rules, call));
        yield new Asked(
            PspCall.newBuilder(call).setUnknown(true).build(),
            call.getUnknown() ? List.of(lookUp) : List.of(lookUp, unknown(refund)));
      }
      case SUCCEEDED, DECLINED -> throw new IllegalStateException("over: " + result);
    };
  }

  private static TellWhy unknown(@Nullable Refund refund) {
    return new TellWhy(
        PaymentEventType.OUTCOME_UNKNOWN,
        OUTCOME_UNKNOWN,
        "the PSP's answer was lost; it is looked up",
        null,
        refund == null ? null : refund.getRefundId(),
        null);
  }

  /** Nothing was heard of the call for so long, or nothing sure: the PSP is asked. */
  static List<Effect> timeCame(Payment payment, Wait wait, long nowMs) {
    int number = wait.getRefund();
    Refund refund = number == 0 ? null : RefundList.numbered(payment, number);
    if (refund == null && number > 0) {
      return List.of();
    }
    PspCall call = refund == null ? payment.getPspCall() : refund.getPspCall();
    if (call == null) {
      return List.of();
    }
    PspCall next = next(payment, call, refund, call.getUnknown());
    return List.of(
        new Send(request(payment, next, refund, PspOperation.LOOK_UP, nowMs)),
        refund == null
            ? new Change(draft -> draft.setPspCall(next))
            : new Keep(Refund.newBuilder(refund).setPspCall(next).build()),
        new AwaitAgain(wait, LONGEST_WAIT));
  }

  /** Asks the PSP what became of the payment's call. */
  static Asked lookUp(Payment payment, PspCall call, long nowMs) {
    PspCall next = next(payment, call, null, call.getUnknown());
    return sent(payment, next, null, PspOperation.LOOK_UP, nowMs);
  }

  private static PspCall next(
      Payment payment, PspCall call, @Nullable Refund refund, boolean unknown) {
    int attempt = Math.addExact(call.getAttempt(), 1);
    return new PspCall(
        call.getOperation(),
        requestId(payment, call.getOperation(), refund, attempt),
        attempt,
        unknown,
        call.getSinceMs());
  }

  private static Await await(@Nullable Refund refund, Duration untilLookUp) {
    return new Await(WaitKind.PSP, refund == null ? 0 : refund.getNumber(), untilLookUp);
  }

  private static Duration untilLookUp(PaymentRules rules, PspCall call) {
    Duration wait =
        rules.firstLookUp().multipliedBy(1L << Math.min(call.getAttempt() - 1, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static PspRequest request(
      Payment payment, PspCall call, @Nullable Refund refund, PspOperation operation, long nowMs) {
    boolean looksUp = operation == PspOperation.LOOK_UP;
    return new PspRequest(
        call.getRequestId(),
        payment.getPaymentId(),
        payment.getPsp(),
        operation,
        looksUp ? call.getOperation() : null,
        refundId(payment, call, refund),
        amount(payment, refund),
        payment.getCreation().getCurrency(),
        call.getOperation() == PspOperation.AUTHORIZE ? payment.getCreation().getToken() : null,
        payment.getPspReference(),
        refund == null ? null : refund.getPspReference(),
        payment.getPaymentId() + ':' + name(call.getOperation(), refund),
        call.getAttempt(),
        nowMs,
        call.getSinceMs());
  }

  private static @Nullable String refundId(Payment payment, PspCall call, @Nullable Refund refund) {
    if (refund != null) {
      return refund.getRefundId();
    }
    return call.getOperation() == PspOperation.REFUND ? compensationId(payment) : null;
  }

  private static long amount(Payment payment, @Nullable Refund refund) {
    if (refund != null) {
      return refund.getAmountMinor();
    }
    return payment.getPhase() == PaymentPhase.AUTHORIZING
        ? payment.getCreation().getAmountMinor()
        : Amounts.capture(payment);
  }

  private static String requestId(
      Payment payment, PspOperation operation, @Nullable Refund refund, int attempt) {
    return payment.getPaymentId() + ':' + name(operation, refund) + ':' + attempt;
  }

  private static String name(PspOperation operation, @Nullable Refund refund) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    return refund == null ? name : name + '-' + refund.getNumber();
  }
}
