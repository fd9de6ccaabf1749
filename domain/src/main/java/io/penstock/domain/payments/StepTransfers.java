package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.payments.Step.OfPayment;
import io.penstock.domain.payments.Step.OfRefund;
import io.penstock.domain.payments.Step.Part;
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
final class StepTransfers {
  private static final String PAYMENT = "payment";
  private static final String REFUND = "refund";
  private static final String COMPENSATION = "payment_compensation";
  private static final String UNPOSTED = "refund_unposted";

  private StepTransfers() {}

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
  static @Nullable TransferCommand of(Payment payment, Step step) {
    boolean isWallet = payment.getCreation().getFunding() == Funding.WALLET;
    return switch (step) {
      case OfPayment own -> isWallet ? ofWallet(payment, own) : ofCard(payment, own);
      case OfRefund(int number, Part part) -> {
        Refund refund = RefundList.numbered(payment, number);
        yield refund == null ? null : ofRefund(payment, refund, part, isWallet);
      }
    };
  }

  private static @Nullable TransferCommand ofWallet(Payment payment, OfPayment step) {
    if (payment.getPayerAccountId() == null || payment.getMerchantAccountId() == null) {
      return null;
    }
    Long captured = captured(payment);
    return switch (step) {
      case HOLD -> hold(payment, null);
      case POST -> captured == null ? null : post(payment, captured);
      case VOID -> voidHold(payment);
      case BOOK, FEE_BACK, SUSPEND -> null;
    };
  }

  private static @Nullable TransferCommand ofCard(Payment payment, OfPayment step) {
    Long captured = captured(payment);
    return step == OfPayment.BOOK && captured != null ? book(payment, captured) : null;
  }

  private static @Nullable TransferCommand ofRefund(
      Payment payment, Refund refund, Part part, boolean isWallet) {
    return switch (part) {
      case MOVE -> refund(payment, refund);
      case POST -> isWallet ? null : refundPost(payment, refund);
      case VOID -> isWallet ? null : refundVoid(payment, refund);
      case RETURN -> isWallet ? null : refundReturn(payment, refund);
      case SUSPEND, UNPOSTED -> null;
    };
  }

  /** What is being captured, or was; null: nothing. */
  private static @Nullable Long captured(Payment payment) {
    if (payment.getCaptureAmountMinor() != null) {
      return payment.getCaptureAmountMinor();
    }
    return payment.getAmountCapturedMinor() > 0 ? (Long) payment.getAmountCapturedMinor() : null;
  }

  static TransferCommand hold(Payment payment, @Nullable Long timeoutSeconds) {
    long amount = payment.getCreation().getAmountMinor();
    List<Credit> toMerchant = List.of(new Credit(merchant(payment), amount));
    return transfer(payment, OfPayment.HOLD, TransferKind.HOLD, payer(payment), toMerchant, PAYMENT)
        .setTimeoutSeconds(timeoutSeconds)
        .build();
  }

  static TransferCommand post(Payment payment, long amountMinor) {
    List<Credit> credits = Fees.split(payment, amountMinor);
    return transfer(payment, OfPayment.POST, TransferKind.POST, payer(payment), credits, PAYMENT)
        .setPendingId(OfPayment.HOLD.transferId(payment.getPaymentId()))
        .build();
  }

  static TransferCommand voidHold(Payment payment) {
    return transfer(payment, OfPayment.VOID, TransferKind.VOID, payer(payment), List.of(), PAYMENT)
        .setPendingId(OfPayment.HOLD.transferId(payment.getPaymentId()))
        .build();
  }

  static TransferCommand book(Payment payment, long amountMinor) {
    List<Credit> credits = Fees.split(payment, amountMinor);
    return direct(payment, OfPayment.BOOK, clearing(payment), credits, PAYMENT);
  }

  /** The fee of what the merchant's account could not take goes back to who paid it. */
  static TransferCommand feeBack(Payment payment, long feeMinor) {
    boolean isCard = payment.getCreation().getFunding() == Funding.CARD;
    String to = isCard ? clearing(payment) : payer(payment);
    String from = SystemAccounts.fees(currency(payment));
    return direct(
        payment, OfPayment.FEE_BACK, from, List.of(new Credit(to, feeMinor)), COMPENSATION);
  }

  /** What the card was charged, and does not get back, waits for a person to decide. */
  static TransferCommand suspend(Payment payment, long amountMinor) {
    Credit waits = new Credit(SystemAccounts.suspense(currency(payment)), amountMinor);
    return direct(payment, OfPayment.SUSPEND, clearing(payment), List.of(waits), COMPENSATION);
  }

  /** A wallet's money moves back at once; for a card the merchant's is held first. */
  static TransferCommand refund(Payment payment, Refund refund) {
    boolean isWallet = payment.getCreation().getFunding() == Funding.WALLET;
    String to = isWallet ? payer(payment) : clearing(payment);
    return transfer(
            payment,
            new OfRefund(refund.getNumber(), Part.MOVE),
            isWallet ? TransferKind.DIRECT : TransferKind.HOLD,
            merchant(payment),
            List.of(new Credit(to, refund.getAmountMinor())),
            REFUND)
        .build();
  }

  static TransferCommand refundPost(Payment payment, Refund refund) {
    return resolution(payment, refund, Part.POST, TransferKind.POST);
  }

  static TransferCommand refundVoid(Payment payment, Refund refund) {
    return resolution(payment, refund, Part.VOID, TransferKind.VOID);
  }

  private static TransferCommand resolution(
      Payment payment, Refund refund, Part part, TransferKind kind) {
    Step held = new OfRefund(refund.getNumber(), Part.MOVE);
    Step step = new OfRefund(refund.getNumber(), part);
    return transfer(payment, step, kind, merchant(payment), List.of(), REFUND)
        .setPendingId(held.transferId(payment.getPaymentId()))
        .build();
  }

  /** What the PSP took back is the merchant's again. */
  static TransferCommand refundReturn(Payment payment, Refund refund) {
    return ofTakenBack(payment, refund, Part.RETURN, merchant(payment));
  }

  /** The merchant cannot take it any more: it waits for a person to decide. */
  static TransferCommand refundSuspend(Payment payment, Refund refund) {
    return ofTakenBack(payment, refund, Part.SUSPEND, SystemAccounts.suspense(currency(payment)));
  }

  private static TransferCommand ofTakenBack(Payment payment, Refund refund, Part part, String to) {
    return direct(
        payment,
        new OfRefund(refund.getNumber(), part),
        clearing(payment),
        List.of(new Credit(to, refund.getAmountMinor())),
        RefusalCode.REFUND_TAKEN_BACK.code());
  }

  /** The PSP has paid, and is owed what could not be taken from the merchant. */
  static TransferCommand refundUnposted(Payment payment, Refund refund) {
    return direct(
        payment,
        new OfRefund(refund.getNumber(), Part.UNPOSTED),
        SystemAccounts.suspense(currency(payment)),
        List.of(new Credit(clearing(payment), refund.getAmountMinor())),
        UNPOSTED);
  }

  private static TransferCommand direct(
      Payment payment, Step step, String debit, List<Credit> credits, String code) {
    return transfer(payment, step, TransferKind.DIRECT, debit, credits, code).build();
  }

  private static TransferCommand.Builder transfer(
      Payment payment,
      Step step,
      TransferKind kind,
      String debit,
      List<Credit> credits,
      String code) {
    return TransferCommand.newBuilder()
        .setTransferId(step.transferId(payment.getPaymentId()))
        .setKind(kind)
        .setDebitAccountId(debit)
        .setCredits(credits)
        .setCurrency(currency(payment))
        .setCode(code);
  }

  private static String currency(Payment payment) {
    return payment.getCreation().getCurrency();
  }

  private static String payer(Payment payment) {
    return Objects.requireNonNull(payment.getPayerAccountId(), "a wallet payment has a payer");
  }

  private static String merchant(Payment payment) {
    return Objects.requireNonNull(payment.getMerchantAccountId(), "only failed ones have none");
  }

  /** The PSP's clearing account. */
  private static String clearing(Payment payment) {
    return SystemAccounts.psp(Objects.requireNonNull(payment.getPsp(), "psp"), currency(payment));
  }
}
