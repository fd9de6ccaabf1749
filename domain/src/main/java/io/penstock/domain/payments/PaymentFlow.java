package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AMOUNT_MUST_BE_POSITIVE;
import static io.penstock.domain.RefusalCode.COMMAND_MALFORMED;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_FOUND;

import io.penstock.domain.CommandIds;
import io.penstock.domain.Refusal;
import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.PaymentInput.CaptureCleared;
import io.penstock.domain.payments.PaymentInput.Commanded;
import io.penstock.domain.payments.PaymentInput.FundsMoved;
import io.penstock.domain.payments.PaymentInput.PspAnswered;
import io.penstock.domain.payments.PaymentInput.Screened;
import io.penstock.domain.payments.PaymentInput.TimeCame;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.Records;
import io.penstock.schemas.Wait;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of a payment: {@code initiated → pending → succeeded | failed | flagged_fraud |
 * cancelled}, then {@code refund_initiated → refunded | partially_refunded}. Money moves only by
 * the transfers that it asks the ledger for.
 */
public final class PaymentFlow implements Flow<Payment, PaymentInput> {
  static {
    Records.prepare();
  }

  private static final int MOST_NOTES = 16;
  private static final int LONGEST_NOTE = 256;
  private static final int LONGEST_NAME = 64;

  private final PaymentRules rules;

  public PaymentFlow(PaymentRules rules) {
    this.rules = rules;
  }

  @Override
  public FlowDecision<Payment> decide(@Nullable Payment payment, PaymentInput input, long nowMs) {
    return switch (input) {
      case Commanded commanded -> command(payment, commanded, nowMs);
      case CaptureCleared cleared -> cleared(payment, cleared, nowMs);
      case FundsMoved moved -> moved(payment, moved, nowMs);
      case PspAnswered answered ->
          apply(payment, nowMs, t -> CardAnswers.heard(t, answered.result()));
      case Screened screened -> apply(payment, nowMs, t -> Screenings.heard(t, screened.verdict()));
      case TimeCame _ -> apply(payment, nowMs, PaymentFlow::timeCame);
    };
  }

  private FlowDecision<Payment> command(
      @Nullable Payment payment, Commanded commanded, long nowMs) {
    PaymentCommand command = commanded.command();
    Refusal malformation = malformation(command);
    if (malformation != null) {
      return Answers.refuse(command, payment, malformation, nowMs);
    }
    if (command.getAction() == PaymentAction.CREATE) {
      return payment == null
          ? NewPayments.create(command, commanded.parties(), rules, nowMs)
          : NewPayments.again(command, payment, nowMs);
    }
    if (payment == null) {
      return Answers.refuse(command, null, notFound(), nowMs);
    }
    Transition t = new Transition(Payment.newBuilder(payment), rules, nowMs);
    return switch (command.getAction()) {
      case CAPTURE -> Captures.command(command, payment, t);
      case CANCEL -> Authorizations.cancel(command, payment, t);
      case REFUND -> Refunds.command(command, payment, commanded.refused(), t);
      case CREATE -> throw new IllegalStateException("decided above");
    };
  }

  private FlowDecision<Payment> cleared(
      @Nullable Payment payment, CaptureCleared cleared, long nowMs) {
    return payment == null
        ? Answers.refuse(cleared.command(), null, notFound(), nowMs)
        : Captures.cleared(
            cleared, payment, new Transition(Payment.newBuilder(payment), rules, nowMs));
  }

  private static Refusal notFound() {
    return PAYMENT_NOT_FOUND.because("there is no such payment");
  }

  private FlowDecision<Payment> moved(@Nullable Payment payment, FundsMoved moved, long nowMs) {
    if (payment == null) {
      return FlowDecision.disregarded();
    }
    Transition t = new Transition(Payment.newBuilder(payment), rules, nowMs);
    return LedgerAnswers.moved(t, moved.outcome()) ? t.decision() : FlowDecision.disregarded();
  }

  private FlowDecision<Payment> apply(
      @Nullable Payment payment, long nowMs, Consumer<Transition> change) {
    if (payment == null) {
      return FlowDecision.nothing();
    }
    Transition t = new Transition(Payment.newBuilder(payment), rules, nowMs);
    change.accept(t);
    return t.decision();
  }

  /** Asks again for what is awaited. Only a capture that nobody asked for ends by the clock. */
  private static void timeCame(Transition t) {
    for (Wait wait : t.waits().due(t.nowMs())) {
      switch (wait.getKind()) {
        case TRANSFER -> t.requestAgain(wait);
        case PSP -> PspCalls.timeCame(t, wait);
        case PAYER_VERDICT -> Screenings.timeCame(t, FraudSubject.PAYER, wait);
        case CARD_VERDICT -> Screenings.timeCame(t, FraudSubject.CARD, wait);
        case CAPTURE -> Authorizations.timeIsUp(t);
        case FRAUD_REFUND -> FraudRefunds.begin(t);
      }
    }
  }

  /**
   * What is wrong with a command whatever became of its payment; null: nothing. It is told before
   * any id is looked at, and uses none up. The HTTP door asks it, too.
   */
  public static @Nullable Refusal malformation(PaymentCommand command) {
    Refusal ofIds = CommandIds.of(command);
    if (ofIds != null) {
      return ofIds;
    }
    boolean creates = command.getAction() == PaymentAction.CREATE;
    if (creates != (command.getCreation() != null)) {
      return COMMAND_MALFORMED.because("creation belongs to CREATE, and only there");
    }
    if (tooLong(command.getReason())) {
      return COMMAND_MALFORMED.because("reason has more than 256 characters");
    }
    if (creates) {
      var notes = command.getCreation().getMetadata();
      if (notes.size() > MOST_NOTES
          || notes.values().stream().anyMatch(PaymentFlow::tooLong)
          || notes.keySet().stream().anyMatch(PaymentFlow::isNoName)) {
        return COMMAND_MALFORMED.because(
            "metadata exceeds 16 notes of 256 characters, with names of 1 to 64");
      }
      return NewPayments.malformation(command.getCreation());
    }
    Long amount = command.getAmountMinor();
    return amount != null && amount <= 0
        ? AMOUNT_MUST_BE_POSITIVE.because("the amount is " + amount)
        : null;
  }

  private static boolean isNoName(String note) {
    return note.isEmpty() || note.length() > LONGEST_NAME;
  }

  private static boolean tooLong(@Nullable String text) {
    return text != null && text.length() > LONGEST_NOTE;
  }
}
