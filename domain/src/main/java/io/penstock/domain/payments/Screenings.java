package io.penstock.domain.payments;

import io.penstock.domain.fraud.FraudScreening;
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
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for verdicts, and reads them. Deny wins, whenever it comes. */
record Screenings(Payment payment, PaymentRules rules, long nowMs) {

  /** Runs beside the funds. A card without a known payer is screened as a card only. */
  Effects ofPayer() {
    return payer() == null ? Effects.none() : ask(FraudSubject.PAYER);
  }

  /** Once the PSP has told which card it is. */
  Effects ofCard() {
    return payment.getCardFingerprint() == null || payment.getCardScreening() != Screening.NOT_ASKED
        ? Effects.none()
        : ask(FraudSubject.CARD);
  }

  private Effects ask(FraudSubject type) {
    return is(type, Screening.AWAITED)
        .send(check(type, false))
        .await(kind(type), 0, rules.verdictTimeout());
  }

  private FraudCheck check(FraudSubject type, boolean isTick) {
    PaymentCreation asked = payment.getCreation();
    return new FraudCheck(
        payment.getPaymentId(),
        type,
        subject(type),
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
  Effects timeCame(FraudSubject type, Wait wait) {
    FraudCheck tick = check(type, true);
    return Effects.none()
        .send(wait.getAskedAgain() == 0 ? tick : FraudScreening.tick(tick, nowMs))
        .awaitAgain(wait, rules.nobodyScreensAfter());
  }

  private String subject(FraudSubject type) {
    return Objects.requireNonNull(
        switch (type) {
          case PAYER -> payer();
          case CARD -> payment.getCardFingerprint();
        },
        "what is awaited was asked for");
  }

  private @Nullable String payer() {
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
  static Effects read(Payment payment, FraudVerdict verdict) {
    FraudSubject type = verdict.getSubjectType();
    if (verdict.getTick()) {
      return timeIsUp(payment, type);
    }
    boolean rejects = verdict.getDecision() == FraudDecision.REJECT;
    Screening before = screening(payment, type);
    if (before == Screening.REJECTED || (!rejects && before != Screening.AWAITED)) {
      return Effects.none();
    }
    return is(type, rejects ? Screening.REJECTED : Screening.APPROVED)
        .then(rejects ? new Signal.Rejected(reasons(verdict)) : new Signal.Approved());
  }

  private static String reasons(FraudVerdict verdict) {
    return verdict.getRules().stream()
        .filter(rule -> rule.getDecision() == FraudDecision.REJECT)
        .map(FiredRule::getRule)
        .collect(Collectors.joining(", ", "rejected by ", ""));
  }

  /** The end of a wait came back, behind every verdict that was given. */
  private static Effects timeIsUp(Payment payment, FraudSubject type) {
    boolean wasSent =
        Waits.find(payment, kind(type)).filter(wait -> wait.getAskedAgain() > 0).isPresent();
    return wasSent && screening(payment, type) == Screening.AWAITED
        ? is(type, Screening.MISSING).then(new Signal.NoVerdict())
        : Effects.none();
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

  private static Effects is(FraudSubject subject, Screening screening) {
    return switch (subject) {
      case PAYER -> Effects.none().change(payment -> payment.setPayerScreening(screening));
      case CARD -> Effects.none().change(payment -> payment.setCardScreening(screening));
    };
  }
}
