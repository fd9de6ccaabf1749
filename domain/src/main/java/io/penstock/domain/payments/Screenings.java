package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.FRAUD_REJECTED;
import static io.penstock.domain.RefusalCode.FRAUD_VERDICT_MISSING;

import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.payments.PaymentRules.WithoutVerdict;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Screening;
import io.penstock.schemas.Wait;
import io.penstock.schemas.WaitKind;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for verdicts and joins them with the funds. Deny wins, whenever it comes. */
final class Screenings {
  private Screenings() {}

  /** Runs beside the funds. A card without a known payer is screened as a card only. */
  static void ofPayer(Transition t) {
    String payer = payer(t.payment());
    if (payer != null) {
      t.payment().setPayerScreening(Screening.AWAITED);
      ask(t, FraudSubject.PAYER, payer);
    }
  }

  /** Once the PSP has told which card it is. */
  static void ofCard(Transition t) {
    String fingerprint = t.payment().getCardFingerprint();
    if (fingerprint != null && t.payment().getCardScreening() == Screening.NOT_ASKED) {
      t.payment().setCardScreening(Screening.AWAITED);
      ask(t, FraudSubject.CARD, fingerprint);
    }
  }

  private static void ask(Transition t, FraudSubject type, String subject) {
    t.send(check(t, type, subject, false));
    t.waits().add(kind(type), 0, t.rules().verdictTimeout(), t.nowMs());
  }

  private static FraudCheck check(Transition t, FraudSubject type, String subject, boolean isTick) {
    var asked = t.payment().getCreation();
    return new FraudCheck(
        t.id(),
        type,
        subject,
        asked.getMerchantId(),
        asked.getAmountMinor(),
        asked.getCurrency(),
        asked.getFunding(),
        t.nowMs(),
        isTick);
  }

  /**
   * No verdict was heard in time: that decides nothing, since it may lie unread. A tick goes the
   * whole way of the verdict, and ends the wait when it comes back, behind every verdict. Where
   * even the tick is not answered nobody screens: one more goes the last part of the way only.
   */
  static void timeCame(Transition t, FraudSubject type, Wait wait) {
    FraudCheck tick = check(t, type, subject(t, type), true);
    t.send(wait.getAskedAgain() == 0 ? tick : FraudScreening.tick(tick, t.nowMs()));
    t.waits().askedAgain(wait, t.rules().nobodyScreensAfter(), t.nowMs());
  }

  private static String subject(Transition t, FraudSubject type) {
    return Objects.requireNonNull(
        switch (type) {
          case PAYER -> payer(t.payment());
          case CARD -> t.payment().getCardFingerprint();
        },
        "what is awaited was asked for");
  }

  private static @Nullable String payer(Payment.Builder payment) {
    String account = payment.getPayerAccountId();
    return account == null ? payment.getCreation().getUserId() : account;
  }

  private static WaitKind kind(FraudSubject type) {
    return switch (type) {
      case PAYER -> WaitKind.PAYER_VERDICT;
      case CARD -> WaitKind.CARD_VERDICT;
    };
  }

  static void heard(Transition t, FraudVerdict verdict) {
    if (verdict.getTick()) {
      timeIsUp(t, verdict.getSubjectType());
      return;
    }
    boolean rejects = verdict.getDecision() == FraudDecision.REJECT;
    Screening before = screening(t.payment(), verdict.getSubjectType());
    if (before == Screening.REJECTED || (!rejects && before != Screening.AWAITED)) {
      return;
    }
    set(t.payment(), verdict.getSubjectType(), rejects ? Screening.REJECTED : Screening.APPROVED);
    if (rejects) {
      reject(t, reasons(verdict));
    } else if (t.payment().getPhase() == PaymentPhase.AUTHORIZING) {
      Authorizations.proceed(t);
    }
  }

  private static void reject(Transition t, String reasons) {
    switch (t.payment().getPhase()) {
      case AUTHORIZING, AUTHORIZED -> {
        t.because(FRAUD_REJECTED.because(reasons));
        Authorizations.end(t, PaymentStatus.FLAGGED_FRAUD);
      }
      case CAPTURED -> FraudRefunds.begin(t);
      // Once captured it is refunded; what is released or closed needs nothing.
      case CAPTURING, BOOKING, RELEASING, COMPENSATING, CLOSED -> {}
    }
  }

  private static String reasons(FraudVerdict verdict) {
    return verdict.getRules().stream()
        .filter(rule -> rule.getDecision() == FraudDecision.REJECT)
        .map(FiredRule::getRule)
        .collect(Collectors.joining(", ", "rejected by ", ""));
  }

  /** The end of a wait came back, behind every verdict that was given. */
  private static void timeIsUp(Transition t, FraudSubject type) {
    boolean wasSent =
        t.waits().find(kind(type)).filter(wait -> wait.getAskedAgain() > 0).isPresent();
    if (!wasSent || screening(t.payment(), type) != Screening.AWAITED) {
      return;
    }
    set(t.payment(), type, Screening.MISSING);
    if (t.rules().withoutVerdict() == WithoutVerdict.OPEN) {
      Authorizations.proceed(t);
    } else {
      t.because(FRAUD_VERDICT_MISSING.because("no fraud verdict came in time"));
      Authorizations.end(t, PaymentStatus.FAILED);
    }
  }

  /** Whether money may move, as far as screening goes. */
  static boolean allow(Payment.Builder payment) {
    return allows(payment.getPayerScreening()) && allows(payment.getCardScreening());
  }

  static boolean isRejected(Payment.Builder payment) {
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

  private static Screening screening(Payment.Builder payment, FraudSubject subject) {
    return switch (subject) {
      case PAYER -> payment.getPayerScreening();
      case CARD -> payment.getCardScreening();
    };
  }

  private static void set(Payment.Builder payment, FraudSubject subject, Screening screening) {
    switch (subject) {
      case PAYER -> payment.setPayerScreening(screening);
      case CARD -> payment.setCardScreening(screening);
    }
  }
}
