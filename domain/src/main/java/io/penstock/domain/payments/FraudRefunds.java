package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.FraudRefund;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.Refund;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fraud that was found too late for the capture gives all of the rest back. Where that fails, such
 * as for a merchant without money, it is tried again, however often it takes: a little later each
 * time, and no later than {@link PaymentRules#longestRepeat}. Each attempt is a refund with a
 * number of its own.
 */
final class FraudRefunds {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 20;

  private FraudRefunds() {}

  static void begin(Transition t) {
    t.waits().end(WaitKind.FRAUD_REFUND);
    long rest = Refunds.refundable(t.payment());
    if (rest <= 0 || t.payment().getPhase() != PaymentPhase.CAPTURED) {
      return;
    }
    if (Refunds.areTooMany(t.payment())) {
      putOff(t, RefusalCode.TOO_MANY_REFUNDS.code());
      return;
    }
    t.because(RefusalCode.FRAUD_REJECTED.because("a verdict came after the capture"));
    String id = t.step("fraud-" + (Refunds.begun(t.payment()) + 1));
    Refunds.start(t, id, rest, "fraud found after the capture", null, true);
  }

  /** One of its own refunds failed: to be called before that is told. */
  static void putOff(Transition t, @Nullable String code) {
    FraudRefund before = t.payment().getFraudRefund();
    int attempts = before == null ? 1 : Math.addExact(before.getAttempts(), 1);
    Duration wait = interval(attempts, t.rules().longestRepeat());
    long nextAtMs = Math.addExact(t.nowMs(), wait.toMillis());
    t.payment().setFraudRefund(new FraudRefund(attempts, code, nextAtMs));
    t.waits().add(WaitKind.FRAUD_REFUND, 0, wait, t.nowMs());
  }

  /** Somebody else's refund failed, which had the money that was to go back. */
  static void afterOther(Transition t, Refund failed) {
    if (!failed.getAutomatic() && Screenings.isRejected(t.payment())) {
      begin(t);
    }
  }

  private static Duration interval(int attempts, Duration longest) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
