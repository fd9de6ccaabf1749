package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Step.Part;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a refund goes on. To a wallet it is one transfer, which the merchant's limit bounds. For a
 * card the merchant's money is held first, so that what the PSP pays is there; then the PSP pays,
 * and the hold is posted to the PSP's clearing account, or voided.
 *
 * @param payment whose refunds they are
 * @param nowMs milliseconds since 1970
 */
record RefundSteps(Payment payment, PaymentRules rules, long nowMs) {

  /** The ledger decided one of the refund's transfers. What does not wait for it is not moved. */
  Effects moved(Signal.RefundMoved moved) {
    Refund refund = RefundList.numbered(payment, moved.step().number());
    if (refund == null) {
      return Effects.none();
    }
    TransferOutcome outcome = moved.outcome();
    return switch (moved.step().part()) {
      case MOVE ->
          switch (payment.getCreation().getFunding()) {
            case WALLET -> moved(refund, outcome);
            case CARD ->
                refund.getPhase() == RefundPhase.HOLDING ? held(refund, outcome) : Effects.none();
          };
      case POST ->
          refund.getPhase() == RefundPhase.POSTING ? posted(refund, outcome) : Effects.none();
      case VOID ->
          refund.getPhase() == RefundPhase.VOIDING ? voided(refund, outcome) : Effects.none();
      case RETURN -> returned(refund, outcome);
      case SUSPEND, UNPOSTED -> Effects.none();
    };
  }

  private Effects moved(Refund refund, TransferOutcome outcome) {
    boolean moving = refund.getPhase() == RefundPhase.MOVING;
    return switch (outcome.getStatus()) {
      case POSTED -> moving ? Refunds.succeeded(refund) : Effects.none();
      case DECLINED, REFUSED ->
          moving
              ? failed(refund, outcome.getFailureCode(), outcome.getFailureDetail())
              : Effects.none();
      // The payer's wallet could not take it, and the merchant has it back.
      case REVERSED ->
          moving || refund.getStatus() == RefundStatus.SUCCEEDED
              ? failed(
                  refund,
                  LedgerSignals.reversalCode(outcome),
                  "the payer's account could not take the money")
              : Effects.none();
      case PENDING, VOIDED, EXPIRED -> Effects.none();
    };
  }

  private Effects held(Refund refund, TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case PENDING -> {
        PspCalls.Asked asked = calls(refund).beginRefund();
        yield asked
            .effects()
            .keep(Refund.newBuilder(refund).setPhase(RefundPhase.AT_PSP).setPspCall(asked.call()));
      }
      // Whatever ended it: the PSP was not asked, and nothing is held.
      case DECLINED, REFUSED, REVERSED, EXPIRED, VOIDED ->
          failed(refund, outcome.getFailureCode(), outcome.getFailureDetail());
      case POSTED -> Effects.none();
    };
  }

  private Effects posted(Refund refund, TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> posted(refund);
      case DECLINED, REFUSED ->
          LedgerSignals.meansPosted(outcome) ? posted(refund) : notPosted(refund, outcome);
      case PENDING, VOIDED, EXPIRED, REVERSED -> Effects.none();
    };
  }

  private Effects posted(Refund refund) {
    return refund.getTakenBack() ? giveBack(refund) : Refunds.succeeded(refund);
  }

  /**
   * The PSP has paid, and the merchant's money could not be taken: the card's owner has his, and
   * what the PSP is owed waits in suspense for a person to decide. What is still held is released.
   */
  private Effects notPosted(Refund refund, TransferOutcome outcome) {
    Effects released =
        LedgerSignals.meansReleased(outcome) ? Effects.none() : ask(refund, Part.VOID);
    return refund.getTakenBack()
        ? released.and(failed(refund))
        : released.and(ask(refund, Part.UNPOSTED)).and(Refunds.succeeded(refund));
  }

  private Effects voided(Refund refund, TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case VOIDED -> failed(refund);
      case DECLINED, REFUSED -> {
        if (LedgerSignals.meansPosted(outcome)) {
          // The merchant has paid for what the PSP refused.
          yield giveBack(refund);
        }
        yield LedgerSignals.meansReleased(outcome)
            ? failed(refund)
            : Endings.notReleased(outcome, refund.getRefundId());
      }
      case PENDING, POSTED, EXPIRED, REVERSED -> Effects.none();
    };
  }

  private Effects returned(Refund refund, TransferOutcome outcome) {
    boolean returning = refund.getPhase() == RefundPhase.RETURNING;
    Effects suspended = ask(refund, Part.SUSPEND);
    return switch (outcome.getStatus()) {
      case POSTED -> returning ? failed(refund) : Effects.none();
      case DECLINED, REFUSED -> returning ? suspended.and(failed(refund)) : Effects.none();
      // It came back from the merchant's account, before or after the refund had ended.
      case REVERSED -> {
        if (returning) {
          yield suspended.and(failed(refund));
        }
        yield refund.getPhase() == RefundPhase.CLOSED ? suspended : Effects.none();
      }
      case PENDING, VOIDED, EXPIRED -> Effects.none();
    };
  }

  /** The PSP said something of the refund. */
  Effects heard(Signal.RefundHeard heard) {
    Refund refund = heard.refund();
    PspResult result = heard.result();
    PspCall call = refund.getPspCall();
    Refund noted =
        result.getPspRefundReference() == null
            ? refund
            : Refund.newBuilder(refund).setPspReference(result.getPspRefundReference()).build();
    if (refund.getPhase() == RefundPhase.AT_PSP && call != null) {
      return answered(noted, call, result);
    }
    return isTakenBack(refund, result) ? takenBack(noted, result) : Effects.none();
  }

  private Effects answered(Refund refund, PspCall call, PspResult result) {
    return switch (PspCalls.meaning(call, result)) {
      case DONE -> resolve(refund, RefundPhase.POSTING, Part.POST, refund.getFailureCode(), null);
      case REFUSED ->
          resolve(refund, RefundPhase.VOIDING, Part.VOID, result.getCode(), result.getDetail());
      case STILL_OPEN -> {
        PspCalls.Asked next = calls(refund).keepOpen(call, result);
        yield next.effects().keep(Refund.newBuilder(refund).setPspCall(next.call()));
      }
      case NOTHING -> Effects.none();
    };
  }

  private Effects resolve(
      Refund refund, RefundPhase phase, Part part, @Nullable String code, @Nullable String detail) {
    return ask(refund, part)
        .keep(
            Refund.newBuilder(refund)
                .setPhase(phase)
                .setPspCall(null)
                .setFailureCode(code)
                .setFailureDetail(detail));
  }

  /** After it had said that the refund succeeded. */
  private static boolean isTakenBack(Refund refund, PspResult result) {
    boolean hadSucceeded =
        refund.getPhase() == RefundPhase.POSTING || refund.getStatus() == RefundStatus.SUCCEEDED;
    return PspSignals.fails(result)
        && hadSucceeded
        && !refund.getTakenBack()
        && result.getRequestId() == null;
  }

  private Effects takenBack(Refund refund, PspResult result) {
    String detail = result.getDetail();
    Refund taken =
        Refund.newBuilder(refund)
            .setTakenBack(true)
            .setStatus(RefundStatus.PENDING)
            .setFailureCode(RefusalCode.REFUND_TAKEN_BACK.code())
            .setFailureDetail(detail == null ? "the PSP took the refund back" : detail)
            .build();
    return refund.getPhase() == RefundPhase.POSTING ? Effects.none().keep(taken) : giveBack(taken);
  }

  /** The PSP has the money again, and so has the merchant. */
  private Effects giveBack(Refund refund) {
    return ask(refund, Part.RETURN).keep(Refund.newBuilder(refund).setPhase(RefundPhase.RETURNING));
  }

  private Effects ask(Refund refund, Part part) {
    return Effects.none().ask(new StepTransfers(payment).of(refund, part));
  }

  private PspCalls calls(Refund refund) {
    return new PspCalls(payment, refund, rules, nowMs);
  }

  private Effects failed(Refund refund) {
    return failed(refund, null, null);
  }

  private Effects failed(Refund refund, @Nullable String code, @Nullable String detail) {
    return new Refunds(payment, rules, nowMs).failed(refund, code, detail);
  }
}
