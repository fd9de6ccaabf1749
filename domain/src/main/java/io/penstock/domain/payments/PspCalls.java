package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
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
 *
 * @param refund whose calls they are; null: the payment's own
 */
record PspCalls(Payment payment, @Nullable Refund refund, PaymentRules rules, long nowMs) {
  /** What a payment's own refund, which no refund of ours stands for, is called at the PSP. */
  private static final String COMPENSATION = "c";

  private static final String OUTCOME_UNKNOWN = "psp_outcome_unknown";
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 20;

  /** What to make of a result. */
  enum Meaning {
    DONE,
    REFUSED,
    STILL_OPEN,
    NOTHING
  }

  /** A call as it is to be kept, and what follows from it. */
  record Asked(PspCall call, Effects effects) {}

  /** The id of the payment's own refund at the PSP. */
  static String compensationId(Payment payment) {
    return payment.getPaymentId() + Ids.STEP + COMPENSATION;
  }

  /** The payment's next call. */
  Effects begin(PspOperation operation) {
    Asked first = first(operation);
    return Effects.none().change(draft -> draft.setPspCall(first.call())).and(first.effects());
  }

  /** The call that pays the refund. */
  Asked beginRefund() {
    return first(PspOperation.REFUND);
  }

  private Asked first(PspOperation operation) {
    return sent(new PspCall(operation, requestId(operation, 1), 1, false, nowMs), operation);
  }

  private Asked sent(PspCall call, PspOperation operation) {
    return new Asked(call, await(Effects.none().send(request(call, operation)), LONGEST_WAIT));
  }

  /** Where a result leaves the call that it answers. */
  static Meaning meaning(PspCall call, PspResult result) {
    boolean isCurrent =
        result.getRequestId() == null || result.getRequestId().equals(call.getRequestId());
    Meaning current = isCurrent ? Meaning.STILL_OPEN : Meaning.NOTHING;
    return switch (result.getStatus()) {
      case SUCCEEDED -> Meaning.DONE;
      case DECLINED -> Meaning.REFUSED;
      // An earlier delivery of the request may have got through: only a look-up can tell.
      case FAILED -> {
        boolean isAway = RefusalCode.PSP_UNAVAILABLE.code().equals(result.getCode());
        yield isAway && call.getOperation() != PspOperation.AUTHORIZE ? current : Meaning.REFUSED;
      }
      case PENDING, UNKNOWN, NOT_FOUND -> current;
    };
  }

  /** The call after a result that did not end it. */
  Asked keepOpen(PspCall call, PspResult result) {
    return switch (result.getStatus()) {
      case NOT_FOUND -> sent(next(call, false), call.getOperation());
      case PENDING -> new Asked(call, await(Effects.none(), LONGEST_WAIT));
      case UNKNOWN, FAILED -> {
        Effects lookUp = await(Effects.none(), untilLookUp(call));
        yield new Asked(
            PspCall.newBuilder(call).setUnknown(true).build(),
            call.getUnknown() ? lookUp : lookUp.tell(unknown()));
      }
      case SUCCEEDED, DECLINED -> throw new IllegalStateException("over: " + result);
    };
  }

  private PaymentEvent.Builder unknown() {
    return PaymentEvent.newBuilder()
        .setType(PaymentEventType.OUTCOME_UNKNOWN)
        .setCode(OUTCOME_UNKNOWN)
        .setDetail("the PSP's answer was lost; it is looked up")
        .setRefundId(refund == null ? null : refund.getRefundId());
  }

  /** Nothing was heard of the call for so long, or nothing sure: the PSP is asked. */
  static Effects timeCame(Payment payment, Wait wait, PaymentRules rules, long nowMs) {
    int number = wait.getRefund();
    Refund refund = number == 0 ? null : RefundList.numbered(payment, number);
    if (refund == null && number > 0) {
      return Effects.none();
    }
    PspCall call = refund == null ? payment.getPspCall() : refund.getPspCall();
    return call == null
        ? Effects.none()
        : new PspCalls(payment, refund, rules, nowMs).timeCame(call, wait);
  }

  private Effects timeCame(PspCall call, Wait wait) {
    PspCall next = next(call, call.getUnknown());
    Effects lookUp = Effects.none().send(request(next, PspOperation.LOOK_UP));
    return (refund == null
            ? lookUp.change(draft -> draft.setPspCall(next))
            : lookUp.keep(Refund.newBuilder(refund).setPspCall(next)))
        .awaitAgain(wait, LONGEST_WAIT);
  }

  /** Asks the PSP what became of the call. */
  Asked lookUp(PspCall call) {
    return sent(next(call, call.getUnknown()), PspOperation.LOOK_UP);
  }

  private PspCall next(PspCall call, boolean unknown) {
    int attempt = Math.addExact(call.getAttempt(), 1);
    PspOperation operation = call.getOperation();
    return new PspCall(
        operation, requestId(operation, attempt), attempt, unknown, call.getSinceMs());
  }

  private Effects await(Effects effects, Duration untilLookUp) {
    return effects.await(WaitKind.PSP, refund == null ? 0 : refund.getNumber(), untilLookUp);
  }

  private Duration untilLookUp(PspCall call) {
    Duration wait =
        rules.firstLookUp().multipliedBy(1L << Math.min(call.getAttempt() - 1, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private PspRequest request(PspCall call, PspOperation operation) {
    boolean looksUp = operation == PspOperation.LOOK_UP;
    return new PspRequest(
        call.getRequestId(),
        payment.getPaymentId(),
        payment.getPsp(),
        operation,
        looksUp ? call.getOperation() : null,
        refundId(call),
        amount(),
        payment.getCreation().getCurrency(),
        call.getOperation() == PspOperation.AUTHORIZE ? payment.getCreation().getToken() : null,
        payment.getPspReference(),
        refund == null ? null : refund.getPspReference(),
        idempotencyKey(call.getOperation()),
        call.getAttempt(),
        nowMs,
        call.getSinceMs());
  }

  private @Nullable String refundId(PspCall call) {
    if (refund != null) {
      return refund.getRefundId();
    }
    return call.getOperation() == PspOperation.REFUND ? compensationId(payment) : null;
  }

  private long amount() {
    if (refund != null) {
      return refund.getAmountMinor();
    }
    return payment.getPhase() == PaymentPhase.AUTHORIZING
        ? payment.getCreation().getAmountMinor()
        : Amounts.capture(payment);
  }

  private String requestId(PspOperation operation, int attempt) {
    return idempotencyKey(operation) + ':' + attempt;
  }

  private String idempotencyKey(PspOperation operation) {
    String key = payment.getPaymentId() + ':' + operation.name().toLowerCase(Locale.ROOT);
    return refund == null ? key : key + '-' + refund.getNumber();
  }
}
