package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.CAPTURED_AT_PSP;

import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.Because;
import io.penstock.domain.payments.Effect.CallPsp;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Enter;
import io.penstock.domain.payments.Effect.Tell;
import io.penstock.domain.payments.Effect.TellWhy;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.CaptureAsked;
import io.penstock.domain.payments.Signal.CapturedByPsp;
import io.penstock.domain.payments.Signal.RefundForFraud;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves the money, and gives it back where the ledger cannot take it. */
final class Captures {

  private Captures() {}

  /** Somebody captures what was authorised; what is left of it is released. */
  static List<Effect> start(Payment payment, CaptureAsked asked) {
    return Effect.all(
        List.of(new Change(draft -> draft.setCaptureCommandId(asked.commandId()))),
        start(payment, asked.amountMinor(), asked.requestId()));
  }

  static List<Effect> start(Payment payment, long amountMinor, @Nullable String requestId) {
    return Effect.all(
        List.of(
            new Change(draft -> draft.setCaptureAmountMinor(amountMinor)),
            new Enter(PaymentPhase.CAPTURING, PaymentStatus.PENDING)),
        switch (payment.getCreation().getFunding()) {
          case WALLET ->
              List.of(
                  fee(Fees.of(payment, amountMinor)),
                  new Ask(StepTransfers.post(payment, amountMinor)));
          case CARD -> List.of(new CallPsp(PspOperation.CAPTURE));
        },
        List.of(new Tell(PaymentEventType.CAPTURE_STARTED, requestId, amountMinor)));
  }

  /** The PSP carried our capture out: the ledger follows. */
  static List<Effect> byPsp(Payment payment, CapturedByPsp captured) {
    return Effect.all(
        List.of(
            new Change(
                draft ->
                    draft
                        .setPspCapturedMinor(captured.chargedMinor())
                        .setPspFeeMinor(captured.pspFeeMinor()))),
        book(payment, captured.chargedMinor()));
  }

  /** A payment that had come as far as its capture when the card was charged already. */
  static List<Effect> alreadyCharged(Payment payment, long chargedMinor) {
    return Effect.all(
        book(payment, chargedMinor), charged(payment, PaymentEventType.CAPTURE_STARTED));
  }

  /** Tells that the card was charged at the PSP. */
  static List<Effect> charged(Payment payment, PaymentEventType type) {
    return List.of(
        new TellWhy(
            type,
            CAPTURED_AT_PSP.code(),
            "the card was charged at the PSP",
            null,
            null,
            payment.getPspCapturedMinor()));
  }

  /** What the PSP has charged enters the ledger. */
  private static List<Effect> book(Payment payment, long chargedMinor) {
    return List.of(
        new Change(
            draft ->
                draft.setPspCall(null).setFundsHeld(false).setCaptureAmountMinor(chargedMinor)),
        new Enter(PaymentPhase.BOOKING, PaymentStatus.PENDING),
        fee(Fees.of(payment, chargedMinor)),
        new Ask(StepTransfers.book(payment, chargedMinor)));
  }

  private static Change fee(@Nullable Long feeMinor) {
    return new Change(draft -> draft.setFeeMinor(feeMinor));
  }

  /** The money is the merchant's. */
  static List<Effect> done(Payment payment, long nowMs) {
    long amount = Amounts.capture(payment);
    return Effect.all(
        List.of(
            new Change(
                draft ->
                    draft
                        .setAmountCapturedMinor(amount)
                        .setCaptureAmountMinor(null)
                        .setFundsHeld(false)
                        .setCapturedAtMs(nowMs)),
            new Enter(PaymentPhase.CAPTURED, PaymentStatus.SUCCEEDED),
            new Tell(PaymentEventType.SUCCEEDED, null, amount)),
        Screenings.isRejected(payment) ? List.of(new Then(new RefundForFraud())) : List.of());
  }

  /** What was secured stays so, and is released. */
  static List<Effect> failed(Payment payment, @Nullable String code, @Nullable String detail) {
    return Effect.all(
        List.of(new Because(code, detail), nothingCaptured()),
        Endings.release(payment, PaymentStatus.FAILED),
        List.of(new Tell(PaymentEventType.RELEASE_STARTED)));
  }

  /** The hold had ended: there is nothing to capture or to release. */
  static List<Effect> tooLate() {
    return Effect.all(List.of(nothingCaptured()), Endings.expired());
  }

  private static Change nothingCaptured() {
    return new Change(draft -> draft.setCaptureAmountMinor(null).setFeeMinor(null));
  }

  /** The ledger refused what the PSP has captured: the card gets it back. */
  static List<Effect> notBooked(Payment payment, @Nullable String code, @Nullable String detail) {
    return Effect.all(
        List.of(new Because(code, detail)),
        Endings.compensate(
            PaymentStatus.FAILED,
            PaymentEventType.COMPENSATION_STARTED,
            null,
            payment.getCaptureAmountMinor()));
  }

  /**
   * The merchant's account could not take its credit. A wallet has it back already, but for the
   * fee; a card is refunded.
   */
  static List<Effect> reversed(Payment payment, @Nullable String code) {
    Long fee = payment.getFeeMinor();
    long captured = payment.getAmountCapturedMinor();
    return Effect.all(
        List.of(new Because(code, "the merchant's account could not take the money")),
        fee != null && fee > 0 ? List.of(new Ask(StepTransfers.feeBack(payment, fee))) : List.of(),
        List.of(fee(null), new Change(draft -> draft.setAmountCapturedMinor(0))),
        payment.getCreation().getFunding() == Funding.CARD
            ? Effect.all(
                List.of(new Change(draft -> draft.setCaptureAmountMinor(captured))),
                Endings.compensate(PaymentStatus.FAILED, PaymentEventType.REVERSED, null, captured))
            : Effect.all(
                List.of(new Tell(PaymentEventType.REVERSED)), Endings.close(PaymentStatus.FAILED)));
  }
}
