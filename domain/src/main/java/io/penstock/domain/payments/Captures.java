package io.penstock.domain.payments;

import static io.penstock.domain.payments.PaymentCode.EXCEEDS_AUTHORIZED_AMOUNT;
import static io.penstock.domain.payments.PaymentCode.PAYMENT_NOT_CAPTURABLE;

import io.penstock.domain.Refusal;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves the money, and gives it back where the ledger cannot take it. */
final class Captures {
  private static final String COMPENSATION = "payment_compensation";

  private Captures() {}

  static FlowDecision<Payment> command(PaymentCommand command, Payment payment, Transition t) {
    if (command.getCommandId() != null
        && Objects.equals(command.getCommandId(), payment.getCaptureCommandId())) {
      return Answers.repeat(command, payment, t.nowMs());
    }
    long authorized = payment.getCreation().getAmountMinor();
    long amount = command.getAmountMinor() == null ? authorized : command.getAmountMinor();
    Refusal refusal;
    if (payment.getPhase() != PaymentPhase.AUTHORIZED) {
      refusal =
          PAYMENT_NOT_CAPTURABLE.because("the payment is " + Refunds.words(payment.getStatus()));
    } else if (amount > authorized) {
      refusal = EXCEEDS_AUTHORIZED_AMOUNT.because("only " + authorized + " was authorised");
    } else {
      refusal = Chargeable.refusal(amount, t.currency(), payment.getPsp());
    }
    if (refusal != null) {
      return Answers.refuse(command, payment, refusal, t.nowMs());
    }
    t.payment().setCaptureCommandId(command.getCommandId());
    start(t, amount, command.getRequestId());
    return t.decision();
  }

  static void start(Transition t, long amountMinor, @Nullable String requestId) {
    t.payment().setCaptureAmountMinor(amountMinor);
    t.enter(PaymentPhase.CAPTURING, PaymentStatus.PENDING);
    Funds.capture(t, amountMinor);
    t.tell(PaymentEventType.CAPTURE_STARTED, requestId, null, amountMinor);
  }

  /** The PSP has the money: the ledger follows. */
  static void atPsp(Transition t, PspResult result) {
    Payment.Builder payment = t.payment();
    Long reported = result.getAmountMinor();
    if (reported != null && reported > 0) {
      payment.setCaptureAmountMinor(reported);
    }
    payment.setPspFeeMinor(result.getFeeMinor()).setFundsHeld(false);
    t.enter(PaymentPhase.BOOKING, PaymentStatus.PENDING);
    Funds.book(t, captureAmount(t));
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
      Refunds.ofFraud(t);
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
    compensate(t, PaymentEventType.COMPENSATION_STARTED);
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
      compensate(t, PaymentEventType.REVERSED);
    } else {
      payment.setAmountCapturedMinor(0);
      t.tell(PaymentEventType.REVERSED);
      Authorizations.close(t, PaymentStatus.FAILED);
    }
  }

  private static void compensate(Transition t, PaymentEventType event) {
    t.payment().setClosingStatus(PaymentStatus.FAILED);
    t.enter(PaymentPhase.COMPENSATING, PaymentStatus.REFUND_INITIATED);
    PspCalls.begin(t, PspOperation.REFUND);
    t.tell(event);
  }

  /** The card has its money back, and the ledger never had it. The sum may yet be taken back. */
  static void compensated(Transition t) {
    t.payment().setFeeMinor(null);
    Authorizations.close(t, PaymentStatus.FAILED);
  }

  /** The PSP keeps it: it waits in suspense for a person to decide. */
  static void notCompensated(Transition t) {
    suspend(t);
    t.payment().setFeeMinor(null);
    Authorizations.close(t, PaymentStatus.FAILED);
  }

  /** The PSP had said that the card has its money back, and it has not. */
  static void compensationTakenBack(Transition t) {
    if (t.payment().getPhase() == PaymentPhase.CLOSED
        && t.payment().getCaptureAmountMinor() != null) {
      suspend(t);
      t.tell(PaymentEventType.NOTED);
    }
  }

  private static void suspend(Transition t) {
    t.transfer(
        Steps.SUSPEND,
        t.clearingAccount(),
        List.of(new Credit("suspense:" + t.currency(), captureAmount(t))),
        COMPENSATION);
    t.payment().setCaptureAmountMinor(null);
  }

  static long captureAmount(Transition t) {
    Long amount = t.payment().getCaptureAmountMinor();
    return amount == null ? t.payment().getCreation().getAmountMinor() : amount;
  }
}
