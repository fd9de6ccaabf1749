package io.penstock.domain.payments;

import static io.penstock.schemas.PaymentPhase.AUTHORIZED;
import static io.penstock.schemas.PaymentPhase.AUTHORIZING;
import static io.penstock.schemas.PaymentPhase.BOOKING;
import static io.penstock.schemas.PaymentPhase.CAPTURED;
import static io.penstock.schemas.PaymentPhase.CAPTURING;
import static io.penstock.schemas.PaymentPhase.CLOSED;
import static io.penstock.schemas.PaymentPhase.COMPENSATING;
import static io.penstock.schemas.PaymentPhase.RELEASING;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.PaymentRules.WithoutVerdict;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of a payment: {@code initiated → pending → succeeded | failed | flagged_fraud |
 * cancelled}, then {@code refund_initiated → refunded | partially_refunded}. Money moves only by
 * the transfers that it asks the ledger for.
 *
 * <p>An input is read as a {@link Signal}; {@link #next} is the table that says what follows from
 * it in each phase. It is drawn in {@code docs/payments.md}.
 */
public final class PaymentFlow implements Flow<Payment, PaymentInput> {
  static {
    Records.prepare();
  }

  private final PaymentRules rules;

  public PaymentFlow(PaymentRules rules) {
    this.rules = rules;
  }

  @Override
  public FlowDecision<Payment> decide(@Nullable Payment payment, PaymentInput input, long nowMs) {
    if (payment == null) {
      return ofUnknown(input, nowMs);
    }
    long atMs = Math.max(nowMs, payment.getUpdatedAtMs());
    return switch (input) {
      case PaymentInput.Commanded commanded ->
          carriedOut(payment, PaymentCommands.decide(commanded, payment, rules, atMs), atMs);
      case PaymentInput.CaptureCleared cleared ->
          carriedOut(payment, PaymentCommands.cleared(cleared, payment, atMs), atMs);
      case PaymentInput.FundsMoved moved ->
          LedgerSignals.read(payment, moved.outcome())
              .map(effects -> carriedOut(payment, effects, atMs))
              .orElseGet(FlowDecision::disregarded);
      case PaymentInput.PspAnswered answered ->
          carriedOut(payment, PspSignals.read(payment, answered.result(), rules, atMs), atMs);
      case PaymentInput.Screened screened ->
          carriedOut(payment, Screenings.read(payment, screened.verdict()), atMs);
      case PaymentInput.TimeCame _ -> timeCame(payment, atMs);
    };
  }

  /** There is no such payment: it is made, or nothing can follow. */
  private FlowDecision<Payment> ofUnknown(PaymentInput input, long nowMs) {
    return switch (input) {
      case PaymentInput.Commanded commanded -> created(commanded, nowMs);
      case PaymentInput.CaptureCleared cleared -> answered(cleared.command(), notFound(), nowMs);
      case PaymentInput.FundsMoved _ -> FlowDecision.disregarded();
      case PaymentInput.PspAnswered _, PaymentInput.Screened _, PaymentInput.TimeCame _ ->
          FlowDecision.nothing();
    };
  }

  private FlowDecision<Payment> created(PaymentInput.Commanded commanded, long nowMs) {
    PaymentCommand command = commanded.command();
    Refusal malformation = PaymentCommands.malformation(command);
    if (malformation != null || command.getAction() != PaymentAction.CREATE) {
      return answered(command, malformation == null ? notFound() : malformation, nowMs);
    }
    Draft draft = draft(NewPayments.draft(command, commanded.parties(), nowMs), nowMs);
    NewPayments.create(command, draft.payment.build(), commanded.parties(), rules, nowMs).on(draft);
    return draft.decision();
  }

  private static Refusal notFound() {
    return RefusalCode.PAYMENT_NOT_FOUND.because("there is no such payment");
  }

  private static FlowDecision<Payment> answered(
      PaymentCommand command, Refusal refusal, long nowMs) {
    return new FlowDecision<>(
        null, List.of(PaymentCommands.refused(command, null, refusal, nowMs)));
  }

  private FlowDecision<Payment> carriedOut(Payment payment, Effects effects, long nowMs) {
    Draft draft = draft(Payment.newBuilder(payment), nowMs);
    effects.on(draft);
    return draft.decision();
  }

  private Draft draft(Payment.Builder payment, long nowMs) {
    return new Draft(payment, rules, nowMs, (then, signal) -> next(then, signal, nowMs));
  }

  /** Asks again for what is awaited. Only a capture that nobody asked for ends by the clock. */
  private FlowDecision<Payment> timeCame(Payment payment, long nowMs) {
    Draft draft = draft(Payment.newBuilder(payment), nowMs);
    for (Wait wait : Waits.due(payment, nowMs)) {
      timeCame(draft.payment.build(), wait, nowMs).on(draft);
    }
    return draft.decision();
  }

  private Effects timeCame(Payment payment, Wait wait, long nowMs) {
    Screenings screenings = new Screenings(payment, rules, nowMs);
    return switch (wait.getKind()) {
      case TRANSFER -> Effects.none().askAgain(wait);
      case PSP -> PspCalls.timeCame(payment, wait, rules, nowMs);
      case PAYER_VERDICT -> screenings.timeCame(FraudSubject.PAYER, wait);
      case CARD_VERDICT -> screenings.timeCame(FraudSubject.CARD, wait);
      case CAPTURE -> Effects.none().then(new Signal.TimeIsUp());
      case FRAUD_REFUND -> Effects.none().then(new Signal.RefundForFraud());
    };
  }

  /**
   * The table: what follows from a signal in each phase. What a phase does not wait for came late
   * or twice, and nothing follows.
   */
  private Effects next(Payment payment, Signal signal, long nowMs) {
    PaymentPhase phase = payment.getPhase();
    Authorizations authorizations = new Authorizations(payment, rules, nowMs);
    return switch (signal) {
      // Funds and verdicts
      case Signal.Held(var expiresAtMs) ->
          phase == AUTHORIZING && !payment.getFundsHeld()
              ? Authorizations.held(expiresAtMs)
              : Effects.none();
      case Signal.NotHeld(var code, var detail) ->
          phase == AUTHORIZING && !payment.getFundsHeld()
              ? Endings.withoutFunds(payment, code, detail)
              : Effects.none();
      case Signal.Authorized _ ->
          phase == AUTHORIZING ? authorizations.authorizedByPsp() : Effects.none();
      case Signal.NotAuthorized refused ->
          phase == AUTHORIZING ? authorizations.notAuthorized(refused) : Effects.none();
      case Signal.Approved _, Signal.Proceed _ ->
          phase == AUTHORIZING ? authorizations.proceed() : Effects.none();
      case Signal.NoVerdict _ -> phase == AUTHORIZING ? withoutVerdict() : Effects.none();
      case Signal.Rejected(var reasons) ->
          switch (phase) {
            case AUTHORIZING, AUTHORIZED ->
                Effects.none()
                    .because(RefusalCode.FRAUD_REJECTED.because(reasons))
                    .then(new Signal.End(PaymentStatus.FLAGGED_FRAUD, null));
            case CAPTURED -> Effects.none().then(new Signal.RefundForFraud());
            // Once captured it is refunded; what is released or closed needs nothing.
            case CAPTURING, BOOKING, RELEASING, COMPENSATING, CLOSED -> Effects.none();
          };
      // Before the capture
      case Signal.End(var status, var requestId) ->
          switch (phase) {
            case AUTHORIZING, AUTHORIZED -> Endings.end(payment, status, requestId);
            case CAPTURING, BOOKING, CAPTURED, RELEASING, COMPENSATING, CLOSED -> Effects.none();
          };
      case Signal.TimeIsUp _ ->
          phase == AUTHORIZED
              ? Endings.ranOut().then(new Signal.End(PaymentStatus.CANCELLED, null))
              : Effects.none();
      case Signal.HoldExpired _ ->
          phase == AUTHORIZED || phase == AUTHORIZING ? Endings.expired() : Effects.none();
      case Signal.AuthorizationGone _ -> phase == AUTHORIZED ? Endings.expired() : Effects.none();
      case Signal.CaptureAsked asked ->
          phase == AUTHORIZED ? Captures.start(payment, asked) : Effects.none();
      // The capture
      case Signal.Posted _ -> phase == CAPTURING ? Captures.done(payment, nowMs) : Effects.none();
      case Signal.PostedTooLate _ -> phase == CAPTURING ? Captures.tooLate() : Effects.none();
      case Signal.NotCaptured(var code, var detail) ->
          phase == CAPTURING ? Captures.failed(payment, code, detail) : Effects.none();
      case Signal.CapturedByPsp captured ->
          phase == CAPTURING ? Captures.byPsp(payment, captured) : Effects.none();
      case Signal.Booked _ -> phase == BOOKING ? Captures.done(payment, nowMs) : Effects.none();
      case Signal.NotBooked(var code, var detail) ->
          phase == BOOKING ? Captures.notBooked(payment, code, detail) : Effects.none();
      case Signal.ChargedByHand _ -> charged(payment);
      // What came back
      case Signal.HoldReversed reversed -> reversed(payment, reversed, nowMs);
      case Signal.BookingReversed(var code) ->
          switch (phase) {
            // Booked before: that outcome was lost.
            case BOOKING -> Captures.done(payment, nowMs).then(signal);
            case CAPTURED -> Captures.reversed(payment, code);
            case AUTHORIZING, AUTHORIZED, CAPTURING, RELEASING, COMPENSATING, CLOSED ->
                Effects.none();
          };
      case Signal.Voided _ -> phase == RELEASING ? Endings.released(payment) : Effects.none();
      case Signal.NotVoided(var outcome) ->
          phase == RELEASING ? Endings.notReleased(outcome, null) : Effects.none();
      case Signal.Cancelled _ ->
          switch (phase) {
            case RELEASING -> Endings.released(payment);
            case CLOSED -> Endings.noted();
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, COMPENSATING ->
                Effects.none();
          };
      case Signal.Compensated _ ->
          switch (phase) {
            case COMPENSATING -> Endings.compensated(payment);
            case CLOSED -> Endings.noted();
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, RELEASING -> Effects.none();
          };
      case Signal.NotCompensated _ ->
          switch (phase) {
            case COMPENSATING -> Endings.notCompensated(payment);
            case CLOSED -> Endings.notCompensatedAtEnd(payment);
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, RELEASING -> Effects.none();
          };
      case Signal.CompensationTakenBack _ ->
          phase == CLOSED ? Endings.compensationTakenBack(payment) : Effects.none();
      case Signal.AuthorizedTooLate _ ->
          phase == CLOSED ? Authorizations.authorizedTooLate() : Effects.none();
      // Refunds
      case Signal.RefundForFraud _ ->
          phase == CAPTURED ? new Refunds(payment, rules, nowMs).forFraud() : Effects.none();
      case Signal.RefundMoved moved -> new RefundSteps(payment, rules, nowMs).moved(moved);
      case Signal.RefundHeard heard -> new RefundSteps(payment, rules, nowMs).heard(heard);
    };
  }

  private Effects withoutVerdict() {
    return rules.withoutVerdict() == WithoutVerdict.OPEN
        ? Effects.none().then(new Signal.Proceed())
        : Effects.none()
            .because(RefusalCode.FRAUD_VERDICT_MISSING.because("no fraud verdict came in time"))
            .then(new Signal.End(PaymentStatus.FAILED, null));
  }

  /**
   * A capture that is awaited has come by a charge of somebody else; one that was decided against
   * is given back.
   */
  private static Effects charged(Payment payment) {
    long chargedMinor = payment.getPspCapturedMinor();
    return switch (payment.getPhase()) {
      case AUTHORIZED, CAPTURING -> Captures.alreadyCharged(payment, chargedMinor);
      // The payment decides as soon as all is known.
      case AUTHORIZING -> Captures.charged(payment, PaymentEventType.NOTED);
      case RELEASING -> Authorizations.chargedWhileReleasing(payment, chargedMinor);
      case CLOSED -> Authorizations.chargedAfterTheEnd(payment, chargedMinor);
      case BOOKING, CAPTURED, COMPENSATING -> Effects.none();
    };
  }

  private static Effects reversed(Payment payment, Signal.HoldReversed hold, long nowMs) {
    return switch (payment.getPhase()) {
      case AUTHORIZING, AUTHORIZED, RELEASING ->
          Endings.withoutFunds(
              payment, hold.code(), "the merchant's account could not take the money");
      case CAPTURED -> Captures.reversed(payment, hold.code());
      // Posted before: that outcome was lost. Else the post, which is under way, is told.
      case CAPTURING -> hold.posted() ? Captures.done(payment, nowMs).then(hold) : Effects.none();
      case BOOKING, COMPENSATING, CLOSED -> Effects.none();
    };
  }
}
