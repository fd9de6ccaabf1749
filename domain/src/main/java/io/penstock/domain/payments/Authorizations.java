package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Step.OfPayment;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Secures funds, and joins them with the verdicts. */
record Authorizations(Payment payment, PaymentRules rules, long nowMs) {
  /** A hold ends by itself: the payment only looks after it where nobody told it so. */
  private static final Duration HOLD_SLACK = Duration.ofMinutes(1);

  /** The decline of a card that waits for its owner: at the PSP the authorisation stays open. */
  private static final String AUTHENTICATION_REQUIRED = "authentication_required";

  /** So that no later step can fail for lack of funds. */
  Effects secure() {
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> Effects.none().ask(hold());
      case CARD ->
          Effects.none().change(draft -> draft.setPsp(rules.psp())).callPsp(PspOperation.AUTHORIZE);
    };
  }

  /** One that is captured by itself needs no timeout: its next step comes as soon as it is held. */
  private TransferCommand hold() {
    TransferCommand hold =
        new StepTransfers(payment).of(OfPayment.HOLD, payment.getCreation().getAmountMinor());
    return payment.getCreation().getCapture() == CaptureMode.AUTOMATIC
        ? hold
        : TransferCommand.newBuilder(hold)
            .setTimeoutSeconds(rules.authorizationLifetime().toSeconds())
            .build();
  }

  static Effects held(@Nullable Long expiresAtMs) {
    return Effects.none()
        .change(draft -> draft.setFundsHeld(true).setExpiresAtMs(expiresAtMs))
        .then(new Signal.Proceed());
  }

  /** The PSP has told which card it is: that is screened, too. */
  Effects authorizedByPsp() {
    return new Screenings(payment, rules, nowMs)
        .ofCard()
        .tell(PaymentEventType.NOTED)
        .and(held(null));
  }

  Effects notAuthorized(Signal.NotAuthorized refused) {
    boolean staysOpen =
        AUTHENTICATION_REQUIRED.equals(refused.code())
            && payment.getPspReference() != null
            && !Amounts.isCharged(payment);
    Effects ended = Endings.withoutFunds(payment, refused.code(), refused.detail());
    // Or the owner could still agree to what has failed.
    return staysOpen ? ended.callPsp(PspOperation.CANCEL) : ended;
  }

  /** Goes on as soon as all is known that is awaited. */
  Effects proceed() {
    if (!payment.getFundsHeld()) {
      return Effects.none();
    }
    if (payment.getClosingStatus() != null) {
      return Endings.release(payment, payment.getClosingStatus());
    }
    return Screenings.allow(payment) ? authorized() : Effects.none();
  }

  private Effects authorized() {
    Long charged = payment.getPspCapturedMinor();
    if (charged != null) {
      return Captures.alreadyCharged(payment, charged);
    }
    return switch (payment.getCreation().getCapture()) {
      case AUTOMATIC -> Captures.start(payment, payment.getCreation().getAmountMinor(), null);
      case MANUAL -> waitForCapture();
    };
  }

  private Effects waitForCapture() {
    boolean endsByItself = payment.getCreation().getFunding() == Funding.WALLET;
    Long endsAtMs =
        endsByItself
            ? payment.getExpiresAtMs()
            : (Long) Math.addExact(nowMs, rules.authorizationLifetime().toMillis());
    Effects waits = Effects.none().change(draft -> draft.setExpiresAtMs(endsAtMs));
    if (endsAtMs != null) {
      Duration left = Duration.ofMillis(Math.max(0, endsAtMs - nowMs));
      waits.await(WaitKind.CAPTURE, 0, endsByItself ? left.plus(HOLD_SLACK) : left);
    }
    return waits
        .enter(PaymentPhase.AUTHORIZED, PaymentStatus.PENDING)
        .tell(PaymentEventType.AUTHORIZED);
  }

  /** What a card was charged while its authorisation is cancelled. */
  static Effects chargedWhileReleasing(Payment payment, long chargedMinor) {
    boolean ranOut =
        RefusalCode.AUTHORIZATION_EXPIRED.code().equals(payment.getFailureCode())
            && payment.getClosingStatus() == PaymentStatus.CANCELLED;
    return ranOut
        // Nobody decided against it.
        ? Effects.none()
            .change(
                draft -> draft.setClosingStatus(null).setFailureCode(null).setFailureDetail(null))
            .and(Captures.alreadyCharged(payment, chargedMinor))
        : Endings.giveBack(payment, Endings.closingOr(payment, PaymentStatus.FAILED), null);
  }

  /** What a card was charged for a payment that had ended goes back. */
  static Effects chargedAfterTheEnd(Payment payment, long chargedMinor) {
    return Effects.none()
        .change(draft -> draft.setCaptureAmountMinor(chargedMinor))
        .callPsp(PspOperation.REFUND)
        .and(Captures.charged(payment, PaymentEventType.NOTED));
  }

  /** The card's owner gets back what was authorised too late. */
  static Effects authorizedTooLate() {
    return Effects.none().callPsp(PspOperation.CANCEL).tell(PaymentEventType.NOTED);
  }
}
