package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
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
record StepTransfers(Payment payment) {
  private static final String PAYMENT = "payment";
  private static final String REFUND = "refund";
  private static final String COMPENSATION = "payment_compensation";
  private static final String UNPOSTED = "refund_unposted";
  private static final String TAKEN_BACK = RefusalCode.REFUND_TAKEN_BACK.code();

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
  @Nullable TransferCommand asked(Step step) {
    return switch (step) {
      case Step.OfPayment own -> {
        Long amountMinor = amount(own);
        yield amountMinor == null ? null : of(own, amountMinor);
      }
      case Step.OfRefund ofRefund -> {
        Refund refund = RefundList.numbered(payment, ofRefund.number());
        boolean isAsked =
            switch (ofRefund.part()) {
              case MOVE -> true;
              case POST, VOID, RETURN -> !isWallet();
              case SUSPEND, UNPOSTED -> false;
            };
        yield refund != null && isAsked ? of(refund, ofRefund.part()) : null;
      }
    };
  }

  private @Nullable Long amount(Step.OfPayment step) {
    boolean isPaidFromWallet =
        isWallet() && payment.getPayerAccountId() != null && payment.getMerchantAccountId() != null;
    return switch (step) {
      case HOLD, VOID -> isPaidFromWallet ? (Long) payment.getCreation().getAmountMinor() : null;
      case POST -> isPaidFromWallet ? captured() : null;
      case BOOK -> isWallet() ? null : captured();
      case FEE_BACK, SUSPEND -> null;
    };
  }

  /** What is being captured, or was; null: nothing. */
  private @Nullable Long captured() {
    if (payment.getCaptureAmountMinor() != null) {
      return payment.getCaptureAmountMinor();
    }
    return payment.getAmountCapturedMinor() > 0 ? (Long) payment.getAmountCapturedMinor() : null;
  }

  /** A step of the payment, which moves this sum. */
  TransferCommand of(Step.OfPayment step, long amountMinor) {
    return switch (step) {
      case HOLD -> command(step, TransferKind.HOLD, payer(), to(merchant(), amountMinor), PAYMENT);
      case POST ->
          command(step, TransferKind.POST, payer(), Fees.split(payment, amountMinor), PAYMENT);
      case VOID -> command(step, TransferKind.VOID, payer(), List.of(), PAYMENT);
      case BOOK ->
          command(step, TransferKind.DIRECT, clearing(), Fees.split(payment, amountMinor), PAYMENT);
      // The fee of what the merchant's account could not take goes back to who paid it.
      case FEE_BACK ->
          command(step, TransferKind.DIRECT, fees(), to(source(), amountMinor), COMPENSATION);
      // What the card was charged, and does not get back, waits for a person to decide.
      case SUSPEND ->
          command(step, TransferKind.DIRECT, clearing(), to(suspense(), amountMinor), COMPENSATION);
    };
  }

  /** A step of a refund. */
  TransferCommand of(Refund refund, Step.Part part) {
    Step step = new Step.OfRefund(refund.getNumber(), part);
    long amountMinor = refund.getAmountMinor();
    return switch (part) {
      // A wallet's money moves back at once; for a card the merchant's is held first.
      case MOVE -> {
        TransferKind kind = isWallet() ? TransferKind.DIRECT : TransferKind.HOLD;
        yield command(step, kind, merchant(), to(source(), amountMinor), REFUND);
      }
      case POST -> command(step, TransferKind.POST, merchant(), List.of(), REFUND);
      case VOID -> command(step, TransferKind.VOID, merchant(), List.of(), REFUND);
      // What the PSP took back is the merchant's again.
      case RETURN ->
          command(step, TransferKind.DIRECT, clearing(), to(merchant(), amountMinor), TAKEN_BACK);
      // The merchant cannot take it any more: it waits for a person to decide.
      case SUSPEND ->
          command(step, TransferKind.DIRECT, clearing(), to(suspense(), amountMinor), TAKEN_BACK);
      // The PSP has paid, and is owed what could not be taken from the merchant.
      case UNPOSTED ->
          command(step, TransferKind.DIRECT, suspense(), to(clearing(), amountMinor), UNPOSTED);
    };
  }

  private TransferCommand command(
      Step step, TransferKind kind, String debit, List<Credit> credits, String code) {
    boolean endsHold = kind == TransferKind.POST || kind == TransferKind.VOID;
    Step hold =
        step instanceof Step.OfRefund(int number, _)
            ? new Step.OfRefund(number, Step.Part.MOVE)
            : Step.OfPayment.HOLD;
    return TransferCommand.newBuilder()
        .setTransferId(step.transferId(payment.getPaymentId()))
        .setKind(kind)
        .setDebitAccountId(debit)
        .setCredits(credits)
        .setCurrency(currency())
        .setPendingId(endsHold ? hold.transferId(payment.getPaymentId()) : null)
        .setCode(code)
        .build();
  }

  private static List<Credit> to(String account, long amountMinor) {
    return List.of(new Credit(account, amountMinor));
  }

  private boolean isWallet() {
    return payment.getCreation().getFunding() == Funding.WALLET;
  }

  private String currency() {
    return payment.getCreation().getCurrency();
  }

  /** Where the payment's money comes from. */
  private String source() {
    return isWallet() ? payer() : clearing();
  }

  private String payer() {
    return Objects.requireNonNull(payment.getPayerAccountId(), "a wallet payment has a payer");
  }

  private String merchant() {
    return Objects.requireNonNull(payment.getMerchantAccountId(), "only failed ones have none");
  }

  private String fees() {
    return SystemAccounts.fees(currency());
  }

  private String suspense() {
    return SystemAccounts.suspense(currency());
  }

  /** The PSP's clearing account. */
  private String clearing() {
    return SystemAccounts.psp(Objects.requireNonNull(payment.getPsp(), "psp"), currency());
  }
}
