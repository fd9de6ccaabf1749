package io.penstock.domain.payments;

import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.payments.Effect.Await;
import io.penstock.domain.payments.Effect.AwaitAgain;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.Send;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.Approved;
import io.penstock.domain.payments.Signal.NoVerdict;
import io.penstock.domain.payments.Signal.Rejected;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.Screening;
import io.penstock.schemas.Wait;
import io.penstock.schemas.WaitKind;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for verdicts, and reads them. Deny wins, whenever it comes. */
final class Screenings {

  private Screenings() {}

  /** Runs beside the funds. A card without a known payer is screened as a card only. */
  static List<Effect> ofPayer(Payment payment, PaymentRules rules, long nowMs) {
    String payer = payer(payment);
    return payer == null ? List.of() : ask(payment, FraudSubject.PAYER, payer, rules, nowMs);
  }

  /** Once the PSP has told which card it is. */
  static List<Effect> ofCard(Payment payment, PaymentRules rules, long nowMs) {
    String fingerprint = payment.getCardFingerprint();
    return fingerprint == null || payment.getCardScreening() != Screening.NOT_ASKED
        ? List.of()
        : ask(payment, FraudSubject.CARD, fingerprint, rules, nowMs);
  }

  private static List<Effect> ask(
      Payment payment, FraudSubject type, String subject, PaymentRules rules, long nowMs) {
    return List.of(
        is(type, Screening.AWAITED),
        new Send(check(payment, type, subject, false, nowMs)),
        new Await(kind(type), 0, rules.verdictTimeout()));
  }

  private static FraudCheck check(
      Payment payment, FraudSubject type, String subject, boolean isTick, long nowMs) {
    PaymentCreation asked = payment.getCreation();
    return new FraudCheck(
        payment.getPaymentId(),
        type,
        subject,
        asked.getMerchantId(),
        asked.getAmountMinor(),
        asked.getCurrency(),
        asked.getFunding(),
        nowMs,
        isTick);
  }

  /**
   * No verdict was heard in time: that decides nothing, since it may lie unread. A tick goes the
   * whole way of the verdict, and ends the wait when it comes back, behind every verdict. Where
   * even the tick is not answered nobody screens: one more goes the last part of the way only.
   */
  static List<Effect> timeCame(
      Payment payment, FraudSubject type, Wait wait, PaymentRules rules, long nowMs) {
    FraudCheck tick = check(payment, type, subject(payment, type), true, nowMs);
    return List.of(
        new Send(wait.getAskedAgain() == 0 ? tick : FraudScreening.tick(tick, nowMs)),
        new AwaitAgain(wait, rules.nobodyScreensAfter()));
  }

  private static String subject(Payment payment, FraudSubject type) {
    return Objects.requireNonNull(
        switch (type) {
          case PAYER -> payer(payment);
          case CARD -> payment.getCardFingerprint();
        },
        "what is awaited was asked for");
  }

  private static @Nullable String payer(Payment payment) {
    String account = payment.getPayerAccountId();
    return account == null ? payment.getCreation().getUserId() : account;
  }

  private static WaitKind kind(FraudSubject type) {
    return switch (type) {
      case PAYER -> WaitKind.PAYER_VERDICT;
      case CARD -> WaitKind.CARD_VERDICT;
    };
  }

  /** What follows from a verdict. */
  static List<Effect> read(Payment payment, FraudVerdict verdict) {
    FraudSubject type = verdict.getSubjectType();
    if (verdict.getTick()) {
      return timeIsUp(payment, type);
    }
    boolean rejects = verdict.getDecision() == FraudDecision.REJECT;
    Screening before = screening(payment, type);
    if (before == Screening.REJECTED || (!rejects && before != Screening.AWAITED)) {
      return List.of();
    }
    return List.of(
        is(type, rejects ? Screening.REJECTED : Screening.APPROVED),
        new Then(rejects ? new Rejected(reasons(verdict)) : new Approved()));
  }

  private static String reasons(FraudVerdict verdict) {
    return verdict.getRules().stream()
        .filter(rule -> rule.getDecision() == FraudDecision.REJECT)
        .map(FiredRule::getRule)
        .collect(Collectors.joining(", ", "rejected by ", ""));
  }

  /** The end of a wait came back, behind every verdict that was given. */
  private static List<Effect> timeIsUp(Payment payment, FraudSubject type) {
    boolean wasSent =
        Waits.find(payment, kind(type)).filter(wait -> wait.getAskedAgain() > 0).isPresent();
    return wasSent && screening(payment, type) == Screening.AWAITED
        ? List.of(is(type, Screening.MISSING), new Then(new NoVerdict()))
        : List.of();
  }

  /** Whether money may move, as far as screening goes. */
  static boolean allow(Payment payment) {
    return allows(payment.getPayerScreening()) && allows(payment.getCardScreening());
  }

  static boolean isRejected(Payment payment) {
    return payment.getPayerScreening() == Screening.REJECTED
        || payment.getCardScreening() == Screening.REJECTED;
  }

  /** MISSING: whoever may not go on without a verdict has ended already. */
  private static boolean allows(Screening screening) {
    return switch (screening) {
      case APPROVED, NOT_ASKED, MISSING -> true;
      case AWAITED, REJECTED -> false;
    };
  }

  private static Screening screening(Payment payment, FraudSubject subject) {
    return switch (subject) {
      case PAYER -> payment.getPayerScreening();
      case CARD -> payment.getCardScreening();
    };
  }

  private static Change is(FraudSubject subject, Screening screening) {
    return new Change(
        switch (subject) {
          case PAYER -> payment -> payment.setPayerScreening(screening);
          case CARD -> payment -> payment.setCardScreening(screening);
        });
  }
}
