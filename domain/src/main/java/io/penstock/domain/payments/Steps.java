package io.penstock.domain.payments;

import io.penstock.schemas.Ids;

/** Names of a payment's transfers: {@code <payment id>::<step>}. */
final class Steps {
  static final String HOLD = "hold";
  static final String POST = "post";
  static final String VOID = "void";
  static final String BOOK = "book";
  static final String FEE_BACK = "fee-back";
  static final String SUSPEND = "suspend";

  /**
   * Most refunds that can have transfers of their own: with one more digit they would be no ids.
   */
  static final int MOST_REFUNDS = 99_999_999;

  private Steps() {}

  static String id(String paymentId, String step) {
    return paymentId + Ids.STEP + step;
  }

  /** The transfer of a refund: the move back, or the hold on the merchant's account. */
  static String refund(int number) {
    return "r" + number;
  }

  static String refundPost(int number) {
    return refund(number) + 'p';
  }

  static String refundVoid(int number) {
    return refund(number) + 'v';
  }

  /** Gives the money of a refund that the PSP took back to the merchant. */
  static String refundReturn(int number) {
    return refund(number) + 'b';
  }

  /** Keeps the money of such a refund where the merchant cannot take it. */
  static String refundSuspend(int number) {
    return refund(number) + 's';
  }

  /** Stands in for the post of a refund that the PSP has paid and the ledger did not take. */
  static String refundUnposted(int number) {
    return refund(number) + 'u';
  }

  /** Whether the outcome of a step moves a refund on. */
  static boolean movesRefund(String step) {
    int number = refundOf(step);
    return number > 0
        && (step.equals(refund(number))
            || step.equals(refundPost(number))
            || step.equals(refundVoid(number))
            || step.equals(refundReturn(number)));
  }

  /** The refund that a step belongs to; 0: none. */
  static int refundOf(String step) {
    if (step.length() < 2 || step.charAt(0) != 'r' || !Character.isDigit(step.charAt(1))) {
      return 0;
    }
    int end = 1;
    while (end < step.length() && Character.isDigit(step.charAt(end))) {
      end++;
    }
    return end > 9 ? 0 : Integer.parseInt(step, 1, end, 10);
  }
}
