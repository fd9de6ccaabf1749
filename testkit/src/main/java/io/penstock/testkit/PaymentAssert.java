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
    assertThat(payment.getStatus()).as(payment.toString()).isEqualTo(status);
    return this;
  }

  public PaymentAssert hasSucceeded() {
    return is(PaymentStatus.SUCCEEDED);
  }

  public PaymentAssert hasFailed(String code) {
    return is(PaymentStatus.FAILED).because(code);
  }

  public PaymentAssert because(String code) {
    assertThat(payment.getFailureCode()).as(payment.toString()).isEqualTo(code);
    return this;
  }

  public PaymentAssert hasCaptured(long amountMinor) {
    assertThat(payment.getAmountCapturedMinor()).as(payment.toString()).isEqualTo(amountMinor);
    return this;
  }

  public PaymentAssert hasRefunded(long amountMinor) {
    assertThat(payment.getAmountRefundedMinor()).as(payment.toString()).isEqualTo(amountMinor);
    return this;
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

  /** The payment itself. */
  public Payment actual() {
    return payment;
  }
}
