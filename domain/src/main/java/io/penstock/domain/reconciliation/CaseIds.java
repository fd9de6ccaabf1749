package io.penstock.domain.reconciliation;

import io.penstock.schemas.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Names of cases: a capture is its payment's id; a refund the payment id, '::' and the refund id;
 * the return of a refund that the PSP took back has {@code ::return} behind that.
 */
public final class CaseIds {
  private static final String RETURN = "return";

  private CaseIds() {}

  public static String ofCapture(String paymentId) {
    return paymentId;
  }

  public static String ofRefund(String paymentId, String refundId) {
    return paymentId + Ids.STEP + refundId;
  }

  public static String ofReturn(String paymentId, String refundId) {
    return ofRefund(paymentId, refundId) + Ids.STEP + RETURN;
  }

  /** The case that a line of this sum is about: money that comes for a refund is its return. */
  public static String of(String paymentId, @Nullable String refundId, long amountMinor) {
    if (refundId == null) {
      return ofCapture(paymentId);
    }
    return amountMinor > 0 ? ofReturn(paymentId, refundId) : ofRefund(paymentId, refundId);
  }
}
