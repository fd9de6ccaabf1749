package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.FRAUD_REJECTED;
import static io.penstock.domain.RefusalCode.FRAUD_VERDICT_MISSING;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_FOUND;
import static io.penstock.schemas.PaymentPhase.AUTHORIZED;
import static io.penstock.schemas.PaymentPhase.AUTHORIZING;
import static io.penstock.schemas.PaymentPhase.BOOKING;
import static io.penstock.schemas.PaymentPhase.CAPTURED;
import static io.penstock.schemas.PaymentPhase.CAPTURING;
import static io.penstock.schemas.PaymentPhase.CLOSED;
import static io.penstock.schemas.PaymentPhase.COMPENSATING;
import static io.penstock.schemas.PaymentPhase.RELEASING;

import io.penstock.domain.Refusal;
import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.Effect.Answer;
import io.penstock.domain.payments.Effect.AskAgain;
import io.penstock.domain.payments.Effect.Because;
import io.penstock.domain.payments.Effect.CallPsp;
import io.penstock.domain.payments.Effect.OnDraft;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.PaymentInput.CaptureCleared;
import io.penstock.domain.payments.PaymentInput.Commanded;
import io.penstock.domain.payments.PaymentInput.FundsMoved;
import io.penstock.domain.payments.PaymentInput.PspAnswered;
import io.penstock.domain.payments.PaymentInput.Screened;
import io.penstock.domain.payments.PaymentInput.TimeCame;
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

  private static final List<Effect> NOTHING = List.of();

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
      case Commanded commanded ->
          carriedOut(payment, PaymentCommands.decide(commanded, payment, atMs), atMs);
      case CaptureCleared cleared ->
          carriedOut(payment, PaymentCommands.cleared(cleared, payment, atMs), atMs);
      case FundsMoved moved ->
          LedgerSignals.read(payment, moved.outcome())
              .map(effects -> carriedOut(payment, effects, atMs))
              .orElseGet(FlowDecision::disregarded);
      case PspAnswered answered ->
          carriedOut(payment, PspSignals.read(payment, answered.result(), rules, atMs), atMs);
      case Screened screened ->
          carriedOut(payment, Screenings.read(payment, screened.verdict()), atMs);
      case TimeCame _ -> timeCame(payment, atMs);
    };
  }

  /** There is no such payment: it is made, or nothing can follow. */
  private FlowDecision<Payment> ofUnknown(PaymentInput input, long nowMs) {
    return switch (input) {
      case Commanded commanded -> created(commanded, nowMs);
      case CaptureCleared cleared -> answered(cleared.command(), notFound(), nowMs);
      case FundsMoved _ -> FlowDecision.disregarded();
      case PspAnswered _, Screened _, TimeCame _ -> FlowDecision.nothing();
    };
  }

  private FlowDecision<Payment> created(Commanded commanded, long nowMs) {
    PaymentCommand command = commanded.command();
    Refusal malformation = PaymentCommands.malformation(command);
    if (malformation != null || command.getAction() != PaymentAction.CREATE) {
      return answered(command, malformation == null ? notFound() : malformation, nowMs);
    }
    Payment.Builder payment = NewPayments.draft(command, commanded.parties(), nowMs);
    Draft draft = new Draft(payment, rules, nowMs);
    carryOut(
        draft,
        NewPayments.create(command, draft.payment(), commanded.parties(), rules, nowMs),
        nowMs);
    return draft.decision();
  }

  private static Refusal notFound() {
    return PAYMENT_NOT_FOUND.because("there is no such payment");
  }

  private static FlowDecision<Payment> answered(
      PaymentCommand command, Refusal refusal, long nowMs) {
    return new FlowDecision<>(null, List.of(Answers.refused(command, null, refusal, nowMs)));
  }

  private FlowDecision<Payment> carriedOut(Payment payment, List<Effect> effects, long nowMs) {
    if (effects.size() == 1 && effects.getFirst() instanceof Answer(var answer)) {
      return new FlowDecision<>(null, List.of(answer));
    }
    Draft draft = new Draft(Payment.newBuilder(payment), rules, nowMs);
    carryOut(draft, effects, nowMs);
    return draft.decision();
  }

  private void carryOut(Draft draft, List<Effect> effects, long nowMs) {
    for (Effect effect : effects) {
      switch (effect) {
        case OnDraft change -> draft.apply(change);
        case Then(var signal) -> carryOut(draft, next(draft.payment(), signal, nowMs), nowMs);
        case CallPsp(var operation) ->
            carryOut(draft, PspCalls.begin(draft.payment(), operation, nowMs), nowMs);
        case Answer answer ->
            throw new IllegalStateException("an answer is all that follows: " + answer);
      }
    }
  }

  /** Asks again for what is awaited. Only a capture that nobody asked for ends by the clock. */
  private FlowDecision<Payment> timeCame(Payment payment, long nowMs) {
    Draft draft = new Draft(Payment.newBuilder(payment), rules, nowMs);
    for (Wait wait : Waits.due(payment, nowMs)) {
      carryOut(draft, timeCame(draft.payment(), wait, nowMs), nowMs);
    }
    return draft.decision();
  }

  private List<Effect> timeCame(Payment payment, Wait wait, long nowMs) {
    return switch (wait.getKind()) {
      case TRANSFER -> List.of(new AskAgain(wait));
      case PSP -> PspCalls.timeCame(payment, wait, nowMs);
      case PAYER_VERDICT -> Screenings.timeCame(payment, FraudSubject.PAYER, wait, rules, nowMs);
      case CARD_VERDICT -> Screenings.timeCame(payment, FraudSubject.CARD, wait, rules, nowMs);
      case CAPTURE -> List.of(new Then(new Signal.TimeIsUp()));
      case FRAUD_REFUND -> List.of(new Then(new Signal.RefundForFraud()));
    };
  }

  /**
   * The table: what follows from a signal in each phase. What a phase does not wait for came late
   * or twice, and nothing follows.
   */
  private List<Effect> next(Payment payment, Signal signal, long nowMs) {
    PaymentPhase phase = payment.getPhase();
    return switch (signal) {
      // Funds and verdicts
      case Signal.Held(var expiresAtMs) ->
          phase == AUTHORIZING && !payment.getFundsHeld()
              ? Authorizations.held(expiresAtMs)
              : NOTHING;
      case Signal.NotHeld(var code, var detail) ->
          phase == AUTHORIZING && !payment.getFundsHeld()
              ? Endings.withoutFunds(payment, code, detail)
              : NOTHING;
      case Signal.Authorized _ ->
          phase == AUTHORIZING ? Authorizations.authorizedByPsp(payment, rules, nowMs) : NOTHING;
      case Signal.NotAuthorized refused ->
          phase == AUTHORIZING ? Authorizations.notAuthorized(payment, refused) : NOTHING;
      case Signal.Approved _, Signal.Proceed _ ->
          phase == AUTHORIZING ? Authorizations.proceed(payment, rules, nowMs) : NOTHING;
      case Signal.NoVerdict _ -> phase == AUTHORIZING ? withoutVerdict() : NOTHING;
      case Signal.Rejected(var reasons) ->
          switch (phase) {
            case AUTHORIZING, AUTHORIZED ->
                List.of(
                    new Because(FRAUD_REJECTED.because(reasons)),
                    new Then(new Signal.End(PaymentStatus.FLAGGED_FRAUD, null)));
            case CAPTURED -> List.of(new Then(new Signal.RefundForFraud()));
            // Once captured it is refunded; what is released or closed needs nothing.
            case CAPTURING, BOOKING, RELEASING, COMPENSATING, CLOSED -> NOTHING;
          };
      // Before the capture
      case Signal.End(var status, var requestId) ->
          switch (phase) {
            case AUTHORIZING, AUTHORIZED -> Endings.end(payment, status, requestId);
            case CAPTURING, BOOKING, CAPTURED, RELEASING, COMPENSATING, CLOSED -> NOTHING;
          };
      case Signal.TimeIsUp _ ->
          phase == AUTHORIZED
              ? List.of(Endings.ranOut(), new Then(new Signal.End(PaymentStatus.CANCELLED, null)))
              : NOTHING;
      case Signal.HoldExpired _ ->
          phase == AUTHORIZED || phase == AUTHORIZING ? Endings.expired() : NOTHING;
      case Signal.AuthorizationGone _ -> phase == AUTHORIZED ? Endings.expired() : NOTHING;
      case Signal.CaptureAsked asked ->
          phase == AUTHORIZED ? Captures.start(payment, asked) : NOTHING;
      // The capture
      case Signal.Posted _ -> phase == CAPTURING ? Captures.done(payment, nowMs) : NOTHING;
      case Signal.PostedTooLate _ -> phase == CAPTURING ? Captures.tooLate() : NOTHING;
      case Signal.NotCaptured(var code, var detail) ->
          phase == CAPTURING ? Captures.failed(payment, code, detail) : NOTHING;
      case Signal.CapturedByPsp captured ->
          phase == CAPTURING ? Captures.byPsp(payment, captured) : NOTHING;
      case Signal.Booked _ -> phase == BOOKING ? Captures.done(payment, nowMs) : NOTHING;
      case Signal.NotBooked(var code, var detail) ->
          phase == BOOKING ? Captures.notBooked(payment, code, detail) : NOTHING;
      case Signal.ChargedByHand _ -> charged(payment);
      // What came back
      case Signal.HoldReversed reversed -> reversed(payment, reversed, nowMs);
      case Signal.BookingReversed(var code) ->
          switch (phase) {
            // Booked before: that outcome was lost.
            case BOOKING -> Effect.all(Captures.done(payment, nowMs), List.of(new Then(signal)));
            case CAPTURED -> Captures.reversed(payment, code);
            case AUTHORIZING, AUTHORIZED, CAPTURING, RELEASING, COMPENSATING, CLOSED -> NOTHING;
          };
      case Signal.Voided _ -> phase == RELEASING ? Endings.released(payment) : NOTHING;
      case Signal.NotVoided(var outcome) ->
          phase == RELEASING ? Endings.notReleased(outcome, null) : NOTHING;
      case Signal.Cancelled _ ->
          switch (phase) {
            case RELEASING -> Endings.released(payment);
            case CLOSED -> Endings.noted();
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, COMPENSATING -> NOTHING;
          };
      case Signal.Compensated _ ->
          switch (phase) {
            case COMPENSATING -> Endings.compensated(payment);
            case CLOSED -> Endings.noted();
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, RELEASING -> NOTHING;
          };
      case Signal.NotCompensated _ ->
          switch (phase) {
            case COMPENSATING -> Endings.notCompensated(payment);
            case CLOSED -> Endings.notCompensatedAtEnd(payment);
            case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, CAPTURED, RELEASING -> NOTHING;
          };
      case Signal.CompensationTakenBack _ ->
          phase == CLOSED ? Endings.compensationTakenBack(payment) : NOTHING;
      case Signal.AuthorizedTooLate _ ->
          phase == CLOSED ? Authorizations.authorizedTooLate() : NOTHING;
      // Refunds
      case Signal.RefundForFraud _ ->
          phase == CAPTURED ? Refunds.forFraud(payment, rules, nowMs) : NOTHING;
      case Signal.RefundMoved moved -> new RefundSteps(payment, rules, nowMs).moved(moved);
      case Signal.RefundHeard heard -> new RefundSteps(payment, rules, nowMs).heard(heard);
    };
  }

  private List<Effect> withoutVerdict() {
    return rules.withoutVerdict() == WithoutVerdict.OPEN
        ? List.of(new Then(new Signal.Proceed()))
        : List.of(
            new Because(FRAUD_VERDICT_MISSING.because("no fraud verdict came in time")),
            new Then(new Signal.End(PaymentStatus.FAILED, null)));
  }

  /**
   * A capture that is awaited has come by a charge of somebody else; one that was decided against
   * is given back.
   */
  private static List<Effect> charged(Payment payment) {
    long chargedMinor = payment.getPspCapturedMinor();
    return switch (payment.getPhase()) {
      case AUTHORIZED, CAPTURING -> Captures.alreadyCharged(payment, chargedMinor);
      // The payment decides as soon as all is known.
      case AUTHORIZING -> Captures.charged(payment, PaymentEventType.NOTED);
      case RELEASING -> Authorizations.chargedWhileReleasing(payment, chargedMinor);
      case CLOSED -> Authorizations.chargedAfterTheEnd(payment, chargedMinor);
      case BOOKING, CAPTURED, COMPENSATING -> NOTHING;
    };
  }

  private static List<Effect> reversed(Payment payment, Signal.HoldReversed hold, long nowMs) {
    return switch (payment.getPhase()) {
      case AUTHORIZING, AUTHORIZED, RELEASING ->
          Endings.withoutFunds(
              payment, hold.code(), "the merchant's account could not take the money");
      case CAPTURED -> Captures.reversed(payment, hold.code());
      // Posted before: that outcome was lost. Else the post, which is under way, is told.
      case CAPTURING ->
          hold.posted()
              ? Effect.all(Captures.done(payment, nowMs), List.of(new Then(hold)))
              : NOTHING;
      case BOOKING, COMPENSATING, CLOSED -> NOTHING;
    };
  }
}
