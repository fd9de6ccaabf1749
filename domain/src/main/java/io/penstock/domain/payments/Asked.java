package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a payment asks the ledger for, step by step. Each command follows from the payment's state
 * alone, so that it can be made again when an outcome comes: only the outcome of what was asked
 * moves the payment.
 */
final class Asked {
  private static final String PAYMENT = "payment";
  private static final String REFUND = "refund";

  private Asked() {}

  /**
   * Whether an outcome decides what was asked for.
   *
   * @param asked null: nothing was
   */
  static boolean decides(TransferOutcome outcome, @Nullable TransferCommand asked) {
    return asked != null
        && asked.getTransferId().equals(outcome.getTransferId())
        && Objects.equals(TransferKey.of(asked), outcome.getScopeAccountId())
        && asked.getKind() == outcome.getKind()
        && asked.getDebitAccountId().equals(outcome.getDebitAccountId())
        && asked.getCredits().equals(outcome.getCredits())
        && asked.getCurrency().equals(outcome.getCurrency())
        && Objects.equals(asked.getPendingId(), outcome.getPendingId())
        && Objects.equals(asked.getAmountMinor(), outcome.getAmountMinor());
  }

  /** The command of a step; null: the payment asks for no such thing, or not any more. */
  static @Nullable TransferCommand of(Transition t, String step) {
    int number = Steps.refundOf(step);
    if (number > 0) {
      Refund refund = Refunds.numbered(t.payment(), number);
      return refund == null ? null : ofRefund(t, refund, step);
    }
    return switch (t.payment().getCreation().getFunding()) {
      case WALLET -> ofWallet(t, step);
      case CARD -> ofCard(t, step);
    };
  }

  private static @Nullable TransferCommand ofWallet(Transition t, String step) {
    if (t.payment().getPayerAccountId() == null || t.payment().getMerchantAccountId() == null) {
      return null;
    }
    Long captured = captured(t);
    return switch (step) {
      case Steps.HOLD -> hold(t, null);
      case Steps.POST -> captured == null ? null : post(t, captured);
      case Steps.VOID -> voidHold(t);
      default -> null;
    };
  }

  private static @Nullable TransferCommand ofCard(Transition t, String step) {
    Long captured = captured(t);
    return step.equals(Steps.BOOK) && captured != null ? book(t, captured) : null;
  }

  private static @Nullable TransferCommand ofRefund(Transition t, Refund refund, String step) {
    int number = refund.getNumber();
    if (step.equals(Steps.refund(number))) {
      return refund(t, refund);
    }
    if (t.payment().getCreation().getFunding() == Funding.WALLET) {
      return null;
    }
    if (step.equals(Steps.refundPost(number))) {
      return refundPost(t, refund);
    }
    if (step.equals(Steps.refundVoid(number))) {
      return refundVoid(t, refund);
    }
    return step.equals(Steps.refundReturn(number)) ? refundReturn(t, refund) : null;
  }

  /** What is being captured, or was; null: nothing. */
  private static @Nullable Long captured(Transition t) {
    Payment.Builder payment = t.payment();
    if (payment.getCaptureAmountMinor() != null) {
      return payment.getCaptureAmountMinor();
    }
    return payment.getAmountCapturedMinor() > 0 ? (Long) payment.getAmountCapturedMinor() : null;
  }

  static TransferCommand hold(Transition t, @Nullable Long timeoutSeconds) {
    long amount = t.payment().getCreation().getAmountMinor();
    return t.transfer(
            Steps.HOLD,
            TransferKind.HOLD,
            t.payerAccount(),
            List.of(new Credit(t.merchantAccount(), amount)))
        .setTimeoutSeconds(timeoutSeconds)
        .setCode(PAYMENT)
        .build();
  }

  static TransferCommand post(Transition t, long amountMinor) {
    return t.transfer(Steps.POST, TransferKind.POST, t.payerAccount(), split(t, amountMinor))
        .setPendingId(t.step(Steps.HOLD))
        .setCode(PAYMENT)
        .build();
  }

  static TransferCommand voidHold(Transition t) {
    return t.transfer(Steps.VOID, TransferKind.VOID, t.payerAccount(), List.of())
        .setPendingId(t.step(Steps.HOLD))
        .setCode(PAYMENT)
        .build();
  }

  static TransferCommand book(Transition t, long amountMinor) {
    return t.transfer(Steps.BOOK, TransferKind.DIRECT, t.clearingAccount(), split(t, amountMinor))
        .setCode(PAYMENT)
        .build();
  }

  /** A wallet's money moves back at once; for a card the merchant's is held first. */
  static TransferCommand refund(Transition t, Refund refund) {
    boolean isWallet = t.payment().getCreation().getFunding() == Funding.WALLET;
    String to = isWallet ? t.payerAccount() : t.clearingAccount();
    return t.transfer(
            Steps.refund(refund.getNumber()),
            isWallet ? TransferKind.DIRECT : TransferKind.HOLD,
            t.merchantAccount(),
            List.of(new Credit(to, refund.getAmountMinor())))
        .setCode(REFUND)
        .build();
  }

  static TransferCommand refundPost(Transition t, Refund refund) {
    return resolution(t, refund, Steps.refundPost(refund.getNumber()), TransferKind.POST);
  }

  static TransferCommand refundVoid(Transition t, Refund refund) {
    return resolution(t, refund, Steps.refundVoid(refund.getNumber()), TransferKind.VOID);
  }

  private static TransferCommand resolution(
      Transition t, Refund refund, String step, TransferKind kind) {
    return t.transfer(step, kind, t.merchantAccount(), List.of())
        .setPendingId(t.step(Steps.refund(refund.getNumber())))
        .setCode(REFUND)
        .build();
  }

  /** What the PSP took back is the merchant's again. */
  static TransferCommand refundReturn(Transition t, Refund refund) {
    return t.transfer(
            Steps.refundReturn(refund.getNumber()),
            TransferKind.DIRECT,
            t.clearingAccount(),
            List.of(new Credit(t.merchantAccount(), refund.getAmountMinor())))
        .setCode(RefusalCode.REFUND_TAKEN_BACK.code())
        .build();
  }

  private static List<Credit> split(Transition t, long amountMinor) {
    return Fees.split(t.payment(), amountMinor, Fees.of(t.payment(), amountMinor));
  }
}
