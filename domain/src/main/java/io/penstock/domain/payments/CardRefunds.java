package io.penstock.domain.payments;

import static io.penstock.domain.payments.PaymentCode.REFUND_TAKEN_BACK;

import io.penstock.schemas.Credit;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refund to a card: the merchant's money is held first, so that what the PSP pays is there; then
 * the PSP pays, and the hold is posted to the PSP's clearing account, or voided.
 */
final class CardRefunds {
  private static final String TAKEN_BACK = "refund_taken_back";

  private CardRefunds() {}

  static void hold(Transition t, Refund refund) {
    var credits = List.of(new Credit(t.clearingAccount(), refund.getAmountMinor()));
    t.request(
        t.transfer(
                Steps.refund(refund.getNumber()), TransferKind.HOLD, t.merchantAccount(), credits)
            .setCode("refund")
            .build());
  }

  /** The ledger decided one of the refund's transfers. */
  static void moved(Transition t, Refund refund, TransferOutcome outcome) {
    boolean accepted =
        outcome.getStatus() == TransferStatus.PENDING
            || outcome.getStatus() == TransferStatus.POSTED
            || outcome.getStatus() == TransferStatus.VOIDED;
    switch (refund.getPhase()) {
      case HOLDING -> {
        if (accepted) {
          PspCall call = PspCalls.begin(t, refund);
          var _ =
              Refunds.put(
                  t, Refund.newBuilder(refund).setPhase(RefundPhase.AT_PSP).setPspCall(call));
        } else {
          Refunds.failed(t, refund, outcome.getFailureCode(), outcome.getFailureDetail());
        }
      }
      case POSTING -> {
        if (outcome.getKind() == TransferKind.POST) {
          posted(t, refund);
        }
      }
      case VOIDING -> {
        if (outcome.getKind() == TransferKind.VOID) {
          Refunds.failed(t, refund, null, null);
        }
      }
      case RETURNING -> {
        if (outcome.getKind() == TransferKind.DIRECT) {
          if (!accepted) {
            suspend(t, refund);
          }
          Refunds.failed(t, refund, null, null);
        }
      }
      case MOVING, AT_PSP, CLOSED -> {}
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
    int number = refund.getNumber();
    String name = kind == TransferKind.POST ? Steps.refundPost(number) : Steps.refundVoid(number);
    TransferCommand resolution =
        t.transfer(name, kind, t.merchantAccount(), List.of())
            .setPendingId(t.step(Steps.refund(number)))
            .setCode("refund")
            .build();
    t.request(resolution);
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
        TAKEN_BACK);
  }

  /** The PSP has the money again, and so has the merchant. */
  private static void giveBack(Transition t, Refund refund) {
    t.transfer(
        Steps.refundReturn(refund.getNumber()),
        t.clearingAccount(),
        List.of(new Credit(t.merchantAccount(), refund.getAmountMinor())),
        TAKEN_BACK);
    var _ = Refunds.put(t, Refund.newBuilder(refund).setPhase(RefundPhase.RETURNING));
  }
}
