package io.penstock.domain.payments;

import static io.penstock.domain.payments.PaymentCode.FRAUD_REJECTED;
import static io.penstock.domain.payments.PaymentCode.FRAUD_VERDICT_MISSING;

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
import java.util.stream.Collectors;

/** Asks for verdicts and joins them with the funds. Deny wins, whenever it comes. */
final class Screenings {
  static final String TIMER = "verdict";

  private Screenings() {}

  /** Runs beside the funds. A card without a known payer is screened as a card only. */
  static void ofPayer(Transition t) {
    Payment.Builder payment = t.payment();
    String account = payment.getPayerAccountId();
    String payer = account == null ? payment.getCreation().getUserId() : account;
    if (payer != null) {
      payment.setPayerScreening(Screening.AWAITED);
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
    var asked = t.payment().getCreation();
    t.send(
        new FraudCheck(
            t.id(),
            type,
            subject,
            asked.getMerchantId(),
            asked.getAmountMinor(),
            asked.getCurrency(),
            asked.getFunding(),
            t.nowMs()));
    t.wake(TIMER, t.rules().verdictTimeout());
  }

  static void heard(Transition t, FraudVerdict verdict) {
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
      case CAPTURED -> Refunds.ofFraud(t);
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

  static void timeIsUp(Transition t) {
    Payment.Builder payment = t.payment();
    boolean payerMissing = payment.getPayerScreening() == Screening.AWAITED;
    boolean cardMissing = payment.getCardScreening() == Screening.AWAITED;
    if (payment.getPhase() != PaymentPhase.AUTHORIZING || !(payerMissing || cardMissing)) {
      return;
    }
    if (payerMissing) {
      payment.setPayerScreening(Screening.MISSING);
    }
    if (cardMissing) {
      payment.setCardScreening(Screening.MISSING);
    }
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
