package io.penstock.domain.fraud;

/**
 * Sums that stop at the largest long. They are compared with limits and are nobody's money; an
 * exact sum that fails would stop a payer's screening for ever.
 */
final class Capped {

  private Capped() {}

  /** Of numbers that are not negative. */
  static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Of numbers that are not negative. */
  static long times(long a, long b) {
    return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
