package io.penstock.domain.reconciliation;

import java.time.Duration;

/**
 * By when a PSP has to report, and how exactly.
 *
 * @param window from the capture or refund on, in which its settlement is expected
 * @param grace after the window, before the settlement is called missing
 * @param patience how long a line waits for its payment to turn up, before it is called unexpected
 * @param feeTolerance how far a reported fee may be off
 */
public record ReconciliationRules(
    Duration window, Duration grace, Duration patience, FeeTolerance feeTolerance) {

  /** Three days, one day of grace, one minute of patience. */
  public static final ReconciliationRules DEFAULT =
      new ReconciliationRules(
          Duration.ofDays(3), Duration.ofDays(1), Duration.ofMinutes(1), FeeTolerance.DEFAULT);

  public ReconciliationRules {
    if (window.isNegative() || grace.isNegative() || patience.isNegative()) {
      throw new IllegalArgumentException("window, grace and patience are not negative");
    }
  }

  /** When the settlement of what happened then is due, in milliseconds since 1970. */
  long dueAt(long occurredAtMs) {
    return Math.addExact(occurredAtMs, window.plus(grace).toMillis());
  }

  long patienceUntil(long nowMs) {
    return Math.addExact(nowMs, patience.toMillis());
  }
}
