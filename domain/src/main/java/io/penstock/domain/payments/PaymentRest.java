package io.penstock.domain.payments;

import io.penstock.schemas.Payment;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;

/** Whether a payment has come as far as it comes by itself. */
public final class PaymentRest {

  private PaymentRest() {}

  /**
   * True where nothing moves until somebody asks for something or a time is over: authorised and
   * waiting for its capture, captured with no refund under way, or closed.
   */
  public static boolean isAtRest(Payment payment) {
    return switch (payment.getPhase()) {
      case AUTHORIZED, CLOSED -> true;
      case CAPTURED -> payment.getRefunds().stream().noneMatch(PaymentRest::isUnderWay);
      case AUTHORIZING, CAPTURING, BOOKING, RELEASING, COMPENSATING -> false;
    };
  }

  /**
   * True where nothing is under way and no clock runs: closed, or captured, with nothing to wait
   * for. Somebody may still ask for a refund, and a PSP may still take one back.
   */
  public static boolean hasEnded(Payment payment) {
    return payment.getWaits().isEmpty()
        && switch (payment.getPhase()) {
          case CAPTURED, CLOSED -> true;
          case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, RELEASING, COMPENSATING -> false;
        };
  }

  private static boolean isUnderWay(Refund refund) {
    return refund.getStatus() == RefundStatus.PENDING;
  }
}
