package io.penstock.domain.payments;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A payment's refunds: how many, how much is left, and what they make of its status. */
final class RefundList {
  /** Most refunds of one payment, but for those that were refused. */
  static final int MOST = 100;

  /** Of those the latest so many are listed in the payment. */
  private static final int MOST_REFUSED_LISTED = 20;

  private RefundList() {}

  /** Lists a refund's new state, with what follows for the payment. */
  static void keep(Payment.Builder payment, Refund refund) {
    List<Refund> refunds = new ArrayList<>(payment.getRefunds());
    if (refund.getNumber() > begun(payment.getRefundsBegun(), refunds)) {
      refunds.add(refund);
      payment.setRefundsBegun(refund.getNumber());
    } else {
      refunds.replaceAll(each -> each.getNumber() == refund.getNumber() ? refund : each);
    }
    payment.setRefunds(listed(refunds));
    settle(payment);
  }

  /** Of the refused ones the latest: the others take no room in a payment. */
  private static List<Refund> listed(List<Refund> refunds) {
    long tooMany = refunds.stream().filter(Refund::getRefused).count() - MOST_REFUSED_LISTED;
    List<Refund> listed = new ArrayList<>(refunds.size());
    for (Refund refund : refunds) {
      if (!refund.getRefused() || tooMany-- <= 0) {
        listed.add(refund);
      }
    }
    return listed;
  }

  private static void settle(Payment.Builder payment) {
    long refunded = sum(payment.getRefunds(), RefundStatus.SUCCEEDED);
    payment.setAmountRefundedMinor(refunded);
    boolean isAll = refunded == payment.getAmountCapturedMinor();
    if (isAll) {
      payment.setFraudRefund(null);
    }
    if (payment.getPhase() != PaymentPhase.CAPTURED) {
      return;
    }
    boolean underWay =
        payment.getRefunds().stream().anyMatch(r -> r.getStatus() == RefundStatus.PENDING);
    if (underWay || payment.getFraudRefund() != null) {
      payment.setStatus(PaymentStatus.REFUND_INITIATED);
    } else if (refunded == 0) {
      payment.setStatus(PaymentStatus.SUCCEEDED);
    } else {
      payment.setStatus(isAll ? PaymentStatus.REFUNDED : PaymentStatus.PARTIALLY_REFUNDED);
    }
  }

  /** The number of the latest refund; 0: there is none. */
  static int begun(Payment payment) {
    return begun(payment.getRefundsBegun(), payment.getRefunds());
  }

  private static int begun(int counted, List<Refund> refunds) {
    return Math.max(counted, refunds.size());
  }

  /** The refund with a number; null: there is none, or it was refused long ago. */
  static @Nullable Refund numbered(Payment payment, int number) {
    for (Refund refund : payment.getRefunds()) {
      if (refund.getNumber() == number) {
        return refund;
      }
    }
    return null;
  }

  /** Those that were refused do not count. */
  static boolean isFull(Payment payment) {
    long kept = payment.getRefunds().stream().filter(refund -> !refund.getRefused()).count();
    return kept >= MOST || begun(payment) >= Step.MOST_REFUNDS;
  }

  /** What is left to refund, in minor units. */
  static long left(Payment payment) {
    List<Refund> refunds = payment.getRefunds();
    long taken =
        Math.addExact(sum(refunds, RefundStatus.SUCCEEDED), sum(refunds, RefundStatus.PENDING));
    return Math.subtractExact(payment.getAmountCapturedMinor(), taken);
  }

  private static long sum(List<Refund> refunds, RefundStatus status) {
    long sum = 0;
    for (Refund refund : refunds) {
      if (refund.getStatus() == status) {
        sum = Math.addExact(sum, refund.getAmountMinor());
      }
    }
    return sum;
  }
}
