package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.REFUND_TAKEN_BACK;

import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.Keep;
import io.penstock.domain.payments.Signal.RefundHeard;
import io.penstock.domain.payments.Signal.RefundMoved;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
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
  List<Effect> moved(RefundMoved moved) {
    Refund refund = RefundList.numbered(payment, moved.step().number());
    if (refund == null) {
      return List.of();
    }
    TransferOutcome outcome = moved.outcome();
    return switch (moved.step().part()) {
      case MOVE ->
          switch (payment.getCreation().getFunding()) {
            case WALLET -> moved(refund, outcome);
            case CARD ->
                refund.getPhase() == RefundPhase.HOLDING ? held(refund, outcome) : List.of();
          };
      case POST -> refund.getPhase() == RefundPhase.POSTING ? posted(refund, outcome) : List.of();
      case VOID -> refund.getPhase() == RefundPhase.VOIDING ? voided(refund, outcome) : List.of();
      case RETURN -> returned(refund, outcome);
      case SUSPEND, UNPOSTED -> List.of();
    };
  }

  private List<Effect> moved(Refund refund, TransferOutcome outcome) {
    boolean moving = refund.getPhase() == RefundPhase.MOVING;
    return switch (outcome.getStatus()) {
      case POSTED -> moving ? Refunds.succeeded(refund) : List.of();
      case DECLINED, REFUSED ->
          moving ? failed(refund, outcome.getFailureCode(), outcome.getFailureDetail()) : List.of();
      // The payer's wallet could not take it, and the merchant has it back.
      case REVERSED ->
          moving || refund.getStatus() == RefundStatus.SUCCEEDED
              ? failed(
                  refund,
                  LedgerSignals.reversalCode(outcome),
                  "the payer's account could not take the money")
              : List.of();
      case PENDING, VOIDED, EXPIRED -> List.of();
    };
  }

  private List<Effect> held(Refund refund, TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case PENDING -> {
        PspCalls.Asked asked = PspCalls.begin(payment, refund, nowMs);
        Refund atPsp =
            Refund.newBuilder(refund).setPhase(RefundPhase.AT_PSP).setPspCall(asked.call()).build();
        yield Effect.all(asked.effects(), List.of(new Keep(atPsp)));
      }
      // Whatever ended it: the PSP was not asked, and nothing is held.
      case DECLINED, REFUSED, REVERSED, EXPIRED, VOIDED ->
          failed(refund, outcome.getFailureCode(), outcome.getFailureDetail());
      case POSTED -> List.of();
    };
  }

  private List<Effect> posted(Refund refund, TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> posted(refund);
      case DECLINED, REFUSED ->
          LedgerSignals.meansPosted(outcome) ? posted(refund) : notPosted(refund, outcome);
      case PENDING, VOIDED, EXPIRED, REVERSED -> List.of();
    };
  }

  private List<Effect> posted(Refund refund) {
    return refund.getTakenBack() ? giveBack(refund) : Refunds.succeeded(refund);
  }

  /**
   * The PSP has paid, and the merchant's money could not be taken: the card's owner has his, and
   * what the PSP is owed waits in suspense for a person to decide. What is still held is released.
   */
  private List<Effect> notPosted(Refund refund, TransferOutcome outcome) {
    List<Effect> released =
        LedgerSignals.meansReleased(outcome)
            ? List.of()
            : List.of(new Ask(StepTransfers.refundVoid(payment, refund)));
    return refund.getTakenBack()
        ? Effect.all(released, failed(refund))
        : Effect.all(
            released,
            List.of(new Ask(StepTransfers.refundUnposted(payment, refund))),
            Refunds.succeeded(refund));
  }

  private List<Effect> voided(Refund refund, TransferOutcome outcome) {
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
      case PENDING, POSTED, EXPIRED, REVERSED -> List.of();
    };
  }

  private List<Effect> returned(Refund refund, TransferOutcome outcome) {
    boolean returning = refund.getPhase() == RefundPhase.RETURNING;
    List<Effect> suspended = List.of(new Ask(StepTransfers.refundSuspend(payment, refund)));
    return switch (outcome.getStatus()) {
      case POSTED -> returning ? failed(refund) : List.of();
      case DECLINED, REFUSED -> returning ? Effect.all(suspended, failed(refund)) : List.of();
      // It came back from the merchant's account, before or after the refund had ended.
      case REVERSED -> {
        if (returning) {
          yield Effect.all(suspended, failed(refund));
        }
        yield refund.getPhase() == RefundPhase.CLOSED ? suspended : List.of();
      }
      case PENDING, VOIDED, EXPIRED -> List.of();
    };
  }

  /** The PSP said something of the refund. */
  List<Effect> heard(RefundHeard heard) {
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
    return isTakenBack(refund, result) ? takenBack(noted, result) : List.of();
  }

  private List<Effect> answered(Refund refund, PspCall call, PspResult result) {
    return switch (PspCalls.meaning(call, result)) {
      case DONE ->
          resolve(
              refund,
              RefundPhase.POSTING,
              StepTransfers.refundPost(payment, refund),
              refund.getFailureCode(),
              null);
      case REFUSED ->
          resolve(
              refund,
              RefundPhase.VOIDING,
              StepTransfers.refundVoid(payment, refund),
              result.getCode(),
              result.getDetail());
      case STILL_OPEN -> {
        PspCalls.Asked next = PspCalls.keepOpen(payment, call, result, refund, rules, nowMs);
        Refund open = Refund.newBuilder(refund).setPspCall(next.call()).build();
        yield Effect.all(next.effects(), List.of(new Keep(open)));
      }
      case NOTHING -> List.of();
    };
  }

  private static List<Effect> resolve(
      Refund refund,
      RefundPhase phase,
      TransferCommand resolution,
      @Nullable String code,
      @Nullable String detail) {
    Refund resolving =
        Refund.newBuilder(refund)
            .setPhase(phase)
            .setPspCall(null)
            .setFailureCode(code)
            .setFailureDetail(detail)
            .build();
    return List.of(new Ask(resolution), new Keep(resolving));
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

  private List<Effect> takenBack(Refund refund, PspResult result) {
    String detail = result.getDetail();
    Refund taken =
        Refund.newBuilder(refund)
            .setTakenBack(true)
            .setStatus(RefundStatus.PENDING)
            .setFailureCode(REFUND_TAKEN_BACK.code())
            .setFailureDetail(detail == null ? "the PSP took the refund back" : detail)
            .build();
    return refund.getPhase() == RefundPhase.POSTING ? List.of(new Keep(taken)) : giveBack(taken);
  }

  /** The PSP has the money again, and so has the merchant. */
  private List<Effect> giveBack(Refund refund) {
    return List.of(
        new Ask(StepTransfers.refundReturn(payment, refund)),
        new Keep(Refund.newBuilder(refund).setPhase(RefundPhase.RETURNING).build()));
  }

  private List<Effect> failed(Refund refund) {
    return failed(refund, null, null);
  }

  private List<Effect> failed(Refund refund, @Nullable String code, @Nullable String detail) {
    return Refunds.failed(payment, refund, code, detail, rules, nowMs);
  }
}
