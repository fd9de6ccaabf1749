package io.penstock.domain.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Screening;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitsTest {
  static {
    Records.prepare();
  }

  private static final EnumSet<PaymentPhase> AT_REST =
      EnumSet.of(PaymentPhase.AUTHORIZED, PaymentPhase.CAPTURED, PaymentPhase.CLOSED);

  @ParameterizedTest
  @EnumSource(PaymentPhase.class)
  void restsWhereNothingIsAwaited(PaymentPhase phase) {
    assertThat(Waits.isAtRest(payment(phase))).isEqualTo(AT_REST.contains(phase));
  }

  @Test
  void movesWhileARefundIsPending() {
    Payment refunding =
        payment(PaymentPhase.CAPTURED, RefundStatus.SUCCEEDED, RefundStatus.PENDING);
    Payment refunded = payment(PaymentPhase.CAPTURED, RefundStatus.SUCCEEDED, RefundStatus.FAILED);

    assertThat(Waits.isAtRest(refunding)).isFalse();
    assertThat(Waits.isAtRest(refunded)).isTrue();
  }

  private static Payment payment(PaymentPhase phase, RefundStatus... refunds) {
    return Payment.newBuilder()
        .setPaymentId("pay-1")
        .setStatus(PaymentStatus.PENDING)
        .setPhase(phase)
        .setCreation(
            PaymentCreation.newBuilder()
                .setMerchantId("shop")
                .setAmountMinor(100)
                .setCurrency("USD")
                .setFunding(Funding.WALLET)
                .setCapture(CaptureMode.AUTOMATIC)
                .build())
        .setPayerScreening(Screening.APPROVED)
        .setCardScreening(Screening.NOT_ASKED)
        .setRefunds(Arrays.stream(refunds).map(WaitsTest::refund).toList())
        .setSequence(1)
        .setCreatedAtMs(1)
        .setUpdatedAtMs(1)
        .build();
  }

  private static Refund refund(RefundStatus status) {
    return Refund.newBuilder()
        .setRefundId("re-1")
        .setPaymentId("pay-1")
        .setNumber(1)
        .setAmountMinor(10)
        .setCurrency("USD")
        .setStatus(status)
        .setPhase(status == RefundStatus.PENDING ? RefundPhase.MOVING : RefundPhase.CLOSED)
        .setVersion(1)
        .setCreatedAtMs(1)
        .setUpdatedAtMs(1)
        .build();
  }
}
