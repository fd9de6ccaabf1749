package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AUTHORIZATION_EXPIRED;

import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.Await;
import io.penstock.domain.payments.Effect.CallPsp;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Enter;
import io.penstock.domain.payments.Effect.Tell;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.NotAuthorized;
import io.penstock.domain.payments.Signal.Proceed;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Secures funds, and joins them with the verdicts. */
final class Authorizations {
  /** A hold ends by itself: the payment only looks after it where nobody told it so. */
  private static final Duration HOLD_SLACK = Duration.ofMinutes(1);

  /** The decline of a card that waits for its owner: at the PSP the authorisation stays open. */
  private static final String AUTHENTICATION_REQUIRED = "authentication_required";

  private Authorizations() {}

  /** So that no later step can fail for lack of funds. */
  static List<Effect> secure(Payment payment, PaymentRules rules) {
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> List.of(new Ask(StepTransfers.hold(payment, holdTimeout(payment, rules))));
      case CARD ->
          List.of(
              new Change(draft -> draft.setPsp(rules.psp())), new CallPsp(PspOperation.AUTHORIZE));
    };
  }

  /** One that is captured by itself needs none: the next step comes as soon as it is held. */
  private static @Nullable Long holdTimeout(Payment payment, PaymentRules rules) {
    return payment.getCreation().getCapture() == CaptureMode.AUTOMATIC
        ? null
        : (Long) rules.authorizationLifetime().toSeconds();
  }

  static List<Effect> held(@Nullable Long expiresAtMs) {
    return List.of(
        new Change(draft -> draft.setFundsHeld(true).setExpiresAtMs(expiresAtMs)),
        new Then(new Proceed()));
  }

  /** The PSP has told which card it is: that is screened, too. */
  static List<Effect> authorizedByPsp(Payment payment, PaymentRules rules, long nowMs) {
    return Effect.all(
        Screenings.ofCard(payment, rules, nowMs),
        List.of(new Tell(PaymentEventType.NOTED)),
        held(null));
  }

  static List<Effect> notAuthorized(Payment payment, NotAuthorized refused) {
    boolean staysOpen =
        AUTHENTICATION_REQUIRED.equals(refused.code())
            && payment.getPspReference() != null
            && !Amounts.isCharged(payment);
    return Effect.all(
        Endings.withoutFunds(payment, refused.code(), refused.detail()),
        // Or the owner could still agree to what has failed.
        staysOpen ? List.of(new CallPsp(PspOperation.CANCEL)) : List.of());
  }

  /** Goes on as soon as all is known that is awaited. */
  static List<Effect> proceed(Payment payment, PaymentRules rules, long nowMs) {
    if (!payment.getFundsHeld()) {
      return List.of();
    }
    if (payment.getClosingStatus() != null) {
      return Endings.release(payment, payment.getClosingStatus());
    }
    return Screenings.allow(payment) ? authorized(payment, rules, nowMs) : List.of();
  }

  private static List<Effect> authorized(Payment payment, PaymentRules rules, long nowMs) {
    Long charged = payment.getPspCapturedMinor();
    if (charged != null) {
      return Captures.alreadyCharged(payment, charged);
    }
    return switch (payment.getCreation().getCapture()) {
      case AUTOMATIC -> Captures.start(payment, payment.getCreation().getAmountMinor(), null);
      case MANUAL -> waitForCapture(payment, rules, nowMs);
    };
  }

  private static List<Effect> waitForCapture(Payment payment, PaymentRules rules, long nowMs) {
    boolean endsByItself = payment.getCreation().getFunding() == Funding.WALLET;
    Long endsAtMs =
        endsByItself
            ? payment.getExpiresAtMs()
            : (Long) Math.addExact(nowMs, rules.authorizationLifetime().toMillis());
    return Effect.all(
        List.of(new Change(draft -> draft.setExpiresAtMs(endsAtMs))),
        endsAtMs == null ? List.of() : List.of(untilItEnds(endsAtMs, endsByItself, nowMs)),
        List.of(
            new Enter(PaymentPhase.AUTHORIZED, PaymentStatus.PENDING),
            new Tell(PaymentEventType.AUTHORIZED)));
  }

  private static Await untilItEnds(long endsAtMs, boolean endsByItself, long nowMs) {
    Duration left = Duration.ofMillis(Math.max(0, endsAtMs - nowMs));
    return new Await(WaitKind.CAPTURE, 0, endsByItself ? left.plus(HOLD_SLACK) : left);
  }

  /** What a card was charged while its authorisation is cancelled. */
  static List<Effect> chargedWhileReleasing(Payment payment, long chargedMinor) {
    boolean ranOut =
        AUTHORIZATION_EXPIRED.code().equals(payment.getFailureCode())
            && payment.getClosingStatus() == PaymentStatus.CANCELLED;
    return ranOut
        // Nobody decided against it.
        ? Effect.all(
            List.of(
                new Change(
                    draft ->
                        draft.setClosingStatus(null).setFailureCode(null).setFailureDetail(null))),
            Captures.alreadyCharged(payment, chargedMinor))
        : Endings.giveBack(payment, Endings.closingOr(payment, PaymentStatus.FAILED), null);
  }

  /** What a card was charged for a payment that had ended goes back. */
  static List<Effect> chargedAfterTheEnd(Payment payment, long chargedMinor) {
    return Effect.all(
        List.of(
            new Change(draft -> draft.setCaptureAmountMinor(chargedMinor)),
            new CallPsp(PspOperation.REFUND)),
        Captures.charged(payment, PaymentEventType.NOTED));
  }

  /** The card's owner gets back what was authorised too late. */
  static List<Effect> authorizedTooLate() {
    return List.of(new CallPsp(PspOperation.CANCEL), new Tell(PaymentEventType.NOTED));
  }
}
