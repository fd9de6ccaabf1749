package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.REFUND_TAKEN_BACK;

import io.penstock.schemas.Credit;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refund to a card: the merchant's money is held first, so that what the PSP pays is there; then
 * the PSP pays, and the hold is posted to the PSP's clearing account, or voided.
 */
final class CardRefunds {
  private static final String UNPOSTED = "refund_unposted";

  private CardRefunds() {}

  static void hold(Transition t, Refund refund) {
    t.request(Asked.refund(t, refund));
  }

  /** The ledger decided one of the refund's transfers. What does not wait for it is not moved. */
  static void moved(Transition t, Refund refund, String step, TransferOutcome outcome) {
    int number = refund.getNumber();
    RefundPhase phase = refund.getPhase();
    if (step.equals(Steps.refund(number)) && phase == RefundPhase.HOLDING) {
      held(t, refund, outcome);
    } else if (step.equals(Steps.refundPost(number)) && phase == RefundPhase.POSTING) {
      posted(t, refund, outcome);
    } else if (step.equals(Steps.refundVoid(number)) && phase == RefundPhase.VOIDING) {
      voided(t, refund, outcome);
    } else if (step.equals(Steps.refundReturn(number))) {
      returned(t, refund, outcome);
    }
  }

  private static void held(Transition t, Refund refund, TransferOutcome outcome) {
    switch (outcome.getStatus()) {
      case PENDING -> {
        PspCall call = PspCalls.begin(t, refund);
        var _ =
            Refunds.put(t, Refund.newBuilder(refund).setPhase(RefundPhase.AT_PSP).setPspCall(call));
      }
      // Whatever ended it: the PSP was not asked, and nothing is held.
      case DECLINED, REFUSED, REVERSED, EXPIRED, VOIDED ->
          Refunds.failed(t, refund, outcome.getFailureCode(), outcome.getFailureDetail());
      case POSTED -> {}
    }
  }

  private static void posted(Transition t, Refund refund, TransferOutcome outcome) {
    switch (outcome.getStatus()) {
      case POSTED -> posted(t, refund);
      case DECLINED, REFUSED -> {
        if (LedgerRefusals.meansPosted(outcome)) {
          posted(t, refund);
        } else {
          notPosted(t, refund, outcome);
        }
      }
      case PENDING, VOIDED, EXPIRED, REVERSED -> {}
    }
  }

  /**
   * The PSP has paid, and the merchant's money could not be taken: the card's owner has his, and
   * what the PSP is owed waits in suspense for a person to decide. What is still held is released.
   */
  private static void notPosted(Transition t, Refund refund, TransferOutcome outcome) {
    if (!LedgerRefusals.meansReleased(outcome)) {
      t.request(Asked.refundVoid(t, refund));
    }
    if (refund.getTakenBack()) {
      Refunds.failed(t, refund, null, null);
      return;
    }
    t.transfer(
        Steps.refundUnposted(refund.getNumber()),
        "suspense:" + t.currency(),
        List.of(new Credit(t.clearingAccount(), refund.getAmountMinor())),
        UNPOSTED);
    Refunds.succeeded(t, refund);
  }

  private static void voided(Transition t, Refund refund, TransferOutcome outcome) {
    switch (outcome.getStatus()) {
      case VOIDED -> Refunds.failed(t, refund, null, null);
      case DECLINED, REFUSED -> {
        if (LedgerRefusals.meansPosted(outcome)) {
          // The merchant has paid for what the PSP refused.
          giveBack(t, refund);
        } else if (LedgerRefusals.meansReleased(outcome)) {
          Refunds.failed(t, refund, null, null);
        } else {
          LedgerAnswers.notReleased(t, outcome, refund.getRefundId());
        }
      }
      case PENDING, POSTED, EXPIRED, REVERSED -> {}
    }
  }

  private static void returned(Transition t, Refund refund, TransferOutcome outcome) {
    boolean returning = refund.getPhase() == RefundPhase.RETURNING;
    switch (outcome.getStatus()) {
      case POSTED -> {
        if (returning) {
          Refunds.failed(t, refund, null, null);
        }
      }
      case DECLINED, REFUSED -> {
        if (returning) {
          suspend(t, refund);
          Refunds.failed(t, refund, null, null);
        }
      }
      case REVERSED -> {
        // It came back from the merchant's account, before or after the refund had ended.
        if (returning || refund.getPhase() == RefundPhase.CLOSED) {
          suspend(t, refund);
        }
        if (returning) {
          Refunds.failed(t, refund, null, null);
        }
      }
      case PENDING, VOIDED, EXPIRED -> {}
    }
  }

  private static void posted(Transition t, Refund refund) {
    if (refund.getTakenBack()) {
      giveBack(t, refund);
    } else {
      Refunds.succeeded(t, refund);
    }
  }

  /** The PSP said something of the refund. */
  static void heard(Transition t, Refund refund, PspResult result) {
    Refund noted =
        result.getPspRefundReference() == null
            ? refund
            : Refund.newBuilder(refund).setPspReference(result.getPspRefundReference()).build();
    PspCall call = refund.getPspCall();
    if (refund.getPhase() == RefundPhase.AT_PSP && call != null) {
      answered(t, noted, call, result);
    } else if (isTakenBack(refund, result)) {
      takenBack(t, noted, result);
    }
  }

  private static void answered(Transition t, Refund refund, PspCall call, PspResult result) {
    switch (PspCalls.meaning(call, result)) {
      case DONE ->
          step(t, refund, RefundPhase.POSTING, TransferKind.POST, refund.getFailureCode(), null);
      case REFUSED ->
          step(
              t,
              refund,
              RefundPhase.VOIDING,
              TransferKind.VOID,
              result.getCode(),
              result.getDetail());
      case STILL_OPEN -> {
        PspCall next = PspCalls.keepOpen(t, call, result, refund);
        var _ = Refunds.put(t, Refund.newBuilder(refund).setPspCall(next));
      }
      case NOTHING -> {}
    }
  }

  private static void step(
      Transition t,
      Refund refund,
      RefundPhase phase,
      TransferKind kind,
      @Nullable String code,
      @Nullable String detail) {
    t.request(
        kind == TransferKind.POST ? Asked.refundPost(t, refund) : Asked.refundVoid(t, refund));
    var _ =
        Refunds.put(
            t,
            Refund.newBuilder(refund)
                .setPhase(phase)
                .setPspCall(null)
                .setFailureCode(code)
                .setFailureDetail(detail));
  }

  /** After it had said that the refund succeeded. */
  private static boolean isTakenBack(Refund refund, PspResult result) {
    boolean fails =
        result.getStatus() == PspStatus.FAILED || result.getStatus() == PspStatus.DECLINED;
    boolean hadSucceeded =
        refund.getPhase() == RefundPhase.POSTING || refund.getStatus() == RefundStatus.SUCCEEDED;
    return fails && hadSucceeded && !refund.getTakenBack() && result.getRequestId() == null;
  }

  private static void takenBack(Transition t, Refund refund, PspResult result) {
    String detail = result.getDetail();
    Refund taken =
        Refund.newBuilder(refund)
            .setTakenBack(true)
            .setStatus(RefundStatus.PENDING)
            .setFailureCode(REFUND_TAKEN_BACK.code())
            .setFailureDetail(detail == null ? "the PSP took the refund back" : detail)
            .build();
    if (refund.getPhase() == RefundPhase.POSTING) {
      var _ = Refunds.put(t, Refund.newBuilder(taken));
    } else {
      giveBack(t, taken);
    }
  }

  /** The merchant cannot take it any more: it waits for a person to decide. */
  private static void suspend(Transition t, Refund refund) {
    t.transfer(
        Steps.refundSuspend(refund.getNumber()),
        t.clearingAccount(),
        List.of(new Credit("suspense:" + t.currency(), refund.getAmountMinor())),
        REFUND_TAKEN_BACK.code());
  }

  /** The PSP has the money again, and so has the merchant. */
  private static void giveBack(Transition t, Refund refund) {
    t.request(Asked.refundReturn(t, refund));
    var _ = Refunds.put(t, Refund.newBuilder(refund).setPhase(RefundPhase.RETURNING));
  }
}
