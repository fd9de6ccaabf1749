package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Step.OfPayment;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import org.jspecify.annotations.Nullable;

/** Moves the money, and gives it back where the ledger cannot take it. */
final class Captures {

  private Captures() {}

  /** Somebody captures what was authorised; what is left of it is released. */
  static Effects start(Payment payment, Signal.CaptureAsked asked) {
    return Effects.none()
        .change(draft -> draft.setCaptureCommandId(asked.commandId()))
        .and(start(payment, asked.amountMinor(), asked.requestId()));
  }

  static Effects start(Payment payment, long amountMinor, @Nullable String requestId) {
    Effects started =
        Effects.none()
            .change(draft -> draft.setCaptureAmountMinor(amountMinor))
            .enter(PaymentPhase.CAPTURING, PaymentStatus.PENDING);
    Effects asked =
        switch (payment.getCreation().getFunding()) {
          case WALLET ->
              started
                  .change(draft -> draft.setFeeMinor(Fees.of(payment, amountMinor)))
                  .ask(new StepTransfers(payment).of(OfPayment.POST, amountMinor));
          case CARD -> started.callPsp(PspOperation.CAPTURE);
        };
    return asked.tell(PaymentEventType.CAPTURE_STARTED, requestId, amountMinor);
  }

  /** The PSP carried our capture out: the ledger follows. */
  static Effects byPsp(Payment payment, Signal.CapturedByPsp captured) {
    return Effects.none()
        .change(
            draft ->
                draft
                    .setPspCapturedMinor(captured.chargedMinor())
                    .setPspFeeMinor(captured.pspFeeMinor()))
        .and(book(payment, captured.chargedMinor()));
  }

  /** A payment that had come as far as its capture when the card was charged already. */
  static Effects alreadyCharged(Payment payment, long chargedMinor) {
    return book(payment, chargedMinor).and(charged(payment, PaymentEventType.CAPTURE_STARTED));
  }

  /** Tells that the card was charged at the PSP. */
  static Effects charged(Payment payment, PaymentEventType type) {
    return Effects.none()
        .tell(
            PaymentEvent.newBuilder()
                .setType(type)
                .setCode(RefusalCode.CAPTURED_AT_PSP.code())
                .setDetail("the card was charged at the PSP")
                .setAmountMinor(payment.getPspCapturedMinor()));
  }

  /** What the PSP has charged enters the ledger. */
  private static Effects book(Payment payment, long chargedMinor) {
    return Effects.none()
        .change(
            draft ->
                draft
                    .setPspCall(null)
                    .setFundsHeld(false)
                    .setCaptureAmountMinor(chargedMinor)
                    .setFeeMinor(Fees.of(payment, chargedMinor)))
        .enter(PaymentPhase.BOOKING, PaymentStatus.PENDING)
        .ask(new StepTransfers(payment).of(OfPayment.BOOK, chargedMinor));
  }

  /** The money is the merchant's. */
  static Effects done(Payment payment, long nowMs) {
    long amount = Amounts.capture(payment);
    Effects done =
        Effects.none()
            .change(
                draft ->
                    draft
                        .setAmountCapturedMinor(amount)
                        .setCaptureAmountMinor(null)
                        .setFundsHeld(false)
                        .setCapturedAtMs(nowMs))
            .enter(PaymentPhase.CAPTURED, PaymentStatus.SUCCEEDED)
            .tell(PaymentEventType.SUCCEEDED, null, amount);
    return Screenings.isRejected(payment) ? done.then(new Signal.RefundForFraud()) : done;
  }

  /** What was secured stays so, and is released. */
  static Effects failed(Payment payment, @Nullable String code, @Nullable String detail) {
    return Effects.none()
        .because(code, detail)
        .and(nothingCaptured())
        .and(Endings.release(payment, PaymentStatus.FAILED))
        .tell(PaymentEventType.RELEASE_STARTED);
  }

  /** The hold had ended: there is nothing to capture or to release. */
  static Effects tooLate() {
    return nothingCaptured().and(Endings.expired());
  }

  private static Effects nothingCaptured() {
    return Effects.none().change(draft -> draft.setCaptureAmountMinor(null).setFeeMinor(null));
  }

  /** The ledger refused what the PSP has captured: the card gets it back. */
  static Effects notBooked(Payment payment, @Nullable String code, @Nullable String detail) {
    return Effects.none()
        .because(code, detail)
        .and(Endings.compensate(PaymentStatus.FAILED))
        .tell(PaymentEventType.COMPENSATION_STARTED, null, payment.getCaptureAmountMinor());
  }

  /**
   * The merchant's account could not take its credit. A wallet has it back already, but for the
   * fee; a card is refunded.
   */
  static Effects reversed(Payment payment, @Nullable String code) {
    Long fee = payment.getFeeMinor();
    long captured = payment.getAmountCapturedMinor();
    Effects reversed =
        Effects.none().because(code, "the merchant's account could not take the money");
    if (fee != null && fee > 0) {
      reversed.ask(new StepTransfers(payment).of(OfPayment.FEE_BACK, fee));
    }
    reversed.change(draft -> draft.setFeeMinor(null).setAmountCapturedMinor(0));
    return payment.getCreation().getFunding() == Funding.CARD
        ? reversed
            .change(draft -> draft.setCaptureAmountMinor(captured))
            .and(Endings.compensate(PaymentStatus.FAILED))
            .tell(PaymentEventType.REVERSED, null, captured)
        : reversed.tell(PaymentEventType.REVERSED).and(Endings.close(PaymentStatus.FAILED));
  }
}
