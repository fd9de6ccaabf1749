package io.penstock.domain.reconciliation;

import io.penstock.schemas.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Names of cases: a capture is its payment's id; a refund the payment id, '::' and the refund id;
 * the return of a refund that the PSP took back has {@code ::return} behind that.
 */
public final class CaseIds {
  /** Most characters: those of the longest reference, or of a payment's id and a refund's. */
  public static final int MAX_LENGTH = 2 * Ids.MAX_LENGTH + "::::return".length();

  private static final String RETURN = "return";

  private CaseIds() {}

  /** Whether something can name a case: it is short, and without what separates parts of a key. */
  public static boolean isValid(String id) {
    return !id.isBlank() && id.length() <= MAX_LENGTH && id.indexOf('#') < 0;
  }

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
