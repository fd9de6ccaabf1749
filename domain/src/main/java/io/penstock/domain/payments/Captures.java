package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.EXCEEDS_AUTHORIZED_AMOUNT;
import static io.penstock.domain.RefusalCode.MERCHANT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_CAPTURABLE;

import io.penstock.domain.Refusal;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.PaymentInput.CaptureCleared;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves the money, and gives it back where the ledger cannot take it. */
final class Captures {
  private static final String COMPENSATION = "payment_compensation";

  private Captures() {}

  /**
   * Of a card the merchant's account is asked for first, as before its authorisation: no ledger
   * looks at the merchant before the card is charged, and the account may have been closed since.
   */
  static FlowDecision<Payment> command(PaymentCommand command, Payment payment, Transition t) {
    if (isRepeated(command, payment)) {
      return Answers.repeat(command, payment, t.nowMs());
    }
    Refusal refusal = refusal(command, payment, t);
    if (refusal != null) {
      return Answers.refuse(command, payment, refusal, t.nowMs());
    }
    return switch (payment.getCreation().getFunding()) {
      case CARD -> new FlowDecision<>(null, List.of(PartySearches.beforeCapture(command, payment)));
      case WALLET -> start(command, payment, t);
    };
  }

  /** The payment may have changed while the merchant was asked for. */
  static FlowDecision<Payment> cleared(CaptureCleared cleared, Payment payment, Transition t) {
    PaymentCommand command = cleared.command();
    if (isRepeated(command, payment)) {
      return Answers.repeat(command, payment, t.nowMs());
    }
    Refusal refusal = refusal(command, payment, t);
    if (refusal == null && cleared.merchantAccountId() == null) {
      refusal =
          MERCHANT_NOT_FOUND.because(
              "the merchant's account " + payment.getMerchantAccountId() + " is not open any more");
    }
    return refusal == null
        ? start(command, payment, t)
        : Answers.refuse(command, payment, refusal, t.nowMs());
  }

  private static boolean isRepeated(PaymentCommand command, Payment payment) {
    return command.getCommandId() != null
        && Objects.equals(command.getCommandId(), payment.getCaptureCommandId());
  }

  private static @Nullable Refusal refusal(PaymentCommand command, Payment payment, Transition t) {
    long authorized = payment.getCreation().getAmountMinor();
    long amount = amount(command, payment);
    if (payment.getPhase() != PaymentPhase.AUTHORIZED) {
      return PAYMENT_NOT_CAPTURABLE.because("the payment is " + Refunds.words(payment.getStatus()));
    } else if (amount > authorized) {
      return EXCEEDS_AUTHORIZED_AMOUNT.because("only " + authorized + " was authorised");
    }
    return Chargeable.refusal(amount, t.currency(), payment.getPsp());
  }

  private static long amount(PaymentCommand command, Payment payment) {
    Long amount = command.getAmountMinor();
    return amount == null ? payment.getCreation().getAmountMinor() : amount;
  }

  private static FlowDecision<Payment> start(
      PaymentCommand command, Payment payment, Transition t) {
    t.payment().setCaptureCommandId(command.getCommandId());
    start(t, amount(command, payment), command.getRequestId());
    return t.decision();
  }

  static void start(Transition t, long amountMinor, @Nullable String requestId) {
    t.payment().setCaptureAmountMinor(amountMinor);
    t.enter(PaymentPhase.CAPTURING, PaymentStatus.PENDING);
    Funds.capture(t, amountMinor);
    t.tell(PaymentEventType.CAPTURE_STARTED, requestId, null, amountMinor);
  }

  /** The money is the merchant's. */
  static void done(Transition t) {
    t.payment()
        .setAmountCapturedMinor(captureAmount(t))
        .setCaptureAmountMinor(null)
        .setFundsHeld(false)
        .setCapturedAtMs(t.nowMs());
    t.enter(PaymentPhase.CAPTURED, PaymentStatus.SUCCEEDED);
    t.tell(PaymentEventType.SUCCEEDED, null, null, t.payment().getAmountCapturedMinor());
    if (Screenings.isRejected(t.payment())) {
      FraudRefunds.begin(t);
    }
  }

  /** What was secured stays so, and is released. */
  static void failed(Transition t, @Nullable String code, @Nullable String detail) {
    t.because(code, detail);
    t.payment().setCaptureAmountMinor(null).setFeeMinor(null);
    Authorizations.release(t, PaymentStatus.FAILED);
    t.tell(PaymentEventType.RELEASE_STARTED);
  }

  /** The ledger refused what the PSP has captured: the card gets it back. */
  static void notBooked(Transition t, @Nullable String code, @Nullable String detail) {
    t.because(code, detail);
    Charges.compensate(t, PaymentStatus.FAILED, PaymentEventType.COMPENSATION_STARTED, null);
  }

  /**
   * The merchant's account could not take its credit. A wallet has it back already, but for the
   * fee; a card is refunded.
   */
  static void reversed(Transition t, @Nullable String code) {
    Payment.Builder payment = t.payment();
    t.because(code, "the merchant's account could not take the money");
    boolean isCard = payment.getCreation().getFunding() == Funding.CARD;
    Long fee = payment.getFeeMinor();
    if (fee != null && fee > 0 && payment.getPhase() == PaymentPhase.CAPTURED) {
      t.transfer(
          Steps.FEE_BACK,
          Fees.account(t.currency()),
          List.of(new Credit(isCard ? t.clearingAccount() : t.payerAccount(), fee)),
          COMPENSATION);
    }
    payment.setFeeMinor(null);
    if (isCard) {
      payment.setCaptureAmountMinor(payment.getAmountCapturedMinor()).setAmountCapturedMinor(0);
      Charges.compensate(t, PaymentStatus.FAILED, PaymentEventType.REVERSED, null);
    } else {
      payment.setAmountCapturedMinor(0);
      t.tell(PaymentEventType.REVERSED);
      Authorizations.close(t, PaymentStatus.FAILED);
    }
  }

  static long captureAmount(Transition t) {
    Long amount = t.payment().getCaptureAmountMinor();
    return amount == null ? t.payment().getCreation().getAmountMinor() : amount;
  }
}
