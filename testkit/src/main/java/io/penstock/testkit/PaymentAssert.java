package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.RefundStatus;

/** Says what became of a payment. */
public final class PaymentAssert {
  private final Payment payment;

  PaymentAssert(Payment payment) {
    this.payment = payment;
  }

  public PaymentAssert is(PaymentStatus status) {
    return has(status, payment.getStatus());
  }

  public PaymentAssert hasSucceeded() {
    return is(PaymentStatus.SUCCEEDED);
  }

  public PaymentAssert hasFailed(String code) {
    return is(PaymentStatus.FAILED).because(code);
  }

  public PaymentAssert because(String code) {
    return has(code, payment.getFailureCode());
  }

  public PaymentAssert hasCaptured(long amountMinor) {
    return has(amountMinor, payment.getAmountCapturedMinor());
  }

  public PaymentAssert hasRefunded(long amountMinor) {
    return has(amountMinor, payment.getAmountRefundedMinor());
  }

  /** The state of one of its refunds. */
  public PaymentAssert hasRefund(String refundId, RefundStatus status) {
    assertThat(payment.getRefunds())
        .as(payment.toString())
        .anySatisfy(
            refund -> {
              assertThat(refund.getRefundId()).isEqualTo(refundId);
              assertThat(refund.getStatus()).isEqualTo(status);
            });
    return this;
  }

  private PaymentAssert has(Object expected, Object actual) {
    assertThat(actual).as(payment.toString()).isEqualTo(expected);
    return this;
  }

  /** The payment itself. */
  public Payment actual() {
    return payment;
  }
}
