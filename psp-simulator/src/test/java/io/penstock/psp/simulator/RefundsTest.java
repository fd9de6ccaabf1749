package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.service.RefundService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class RefundsTest {
  private Simulation simulation;
  private RefundService refunds;

  @BeforeAll
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
    refunds = simulation.stripe.v1().refunds();
    simulation.turn("refund_success_delay_ms", 200);
    simulation.turn("refund_failure_delay_ms", 200);
  }

  @AfterAll
  void stop() {
    simulation.close();
  }

  @Test
  void refundsInPartsUpToWhatWasCaptured() throws StripeException {
    PaymentIntent paid = simulation.pay("pm_card_visa", 1_000);

    Refund first = refund(paid, 400);
    InvalidRequestException tooMuch =
        catchThrowableOfType(InvalidRequestException.class, () -> refund(paid, 601));
    Refund rest =
        refunds.create(RefundCreateParams.builder().setPaymentIntent(paid.getId()).build());
    InvalidRequestException again =
        catchThrowableOfType(InvalidRequestException.class, () -> refund(paid, 1));

    Charge charge = simulation.stripe.v1().charges().retrieve(paid.getLatestCharge());
    assertThat(first.getStatus()).isEqualTo("succeeded");
    assertThat(tooMuch.getParam()).isEqualTo("amount");
    assertThat(rest.getAmount()).isEqualTo(600);
    assertThat(again.getCode()).isEqualTo("charge_already_refunded");
    assertThat(charge.getRefunded()).isTrue();
    assertThat(charge.getAmountRefunded()).isEqualTo(1_000);
    assertThat(
            refunds
                .list(RefundListParams.builder().setPaymentIntent(paid.getId()).build())
                .getData())
        .extracting(Refund::getId)
        .containsExactly(rest.getId(), first.getId());
  }

  @Test
  void refundsNothingThatIsOnlyHeld() throws StripeException {
    PaymentIntent held = simulation.authorize("pm_card_visa", 1_000);

    InvalidRequestException refused =
        catchThrowableOfType(InvalidRequestException.class, () -> refund(held, 1));

    assertThat(refused.getStatusCode()).isEqualTo(400);
  }

  @Test
  void pendsThenSucceeds() throws StripeException {
    Refund refund = refund(simulation.pay("pm_card_pendingRefund", 1_000), 1_000);

    assertThat(refund.getStatus()).isEqualTo("pending");
    assertThat(refund.getBalanceTransaction()).isNull();
    await().untilAsserted(() -> assertThat(reread(refund).getStatus()).isEqualTo("succeeded"));
    assertThat(reread(refund).getBalanceTransaction()).isNotNull();
  }

  @Test
  void succeedsThenFailsAndGivesTheMoneyBack() throws StripeException {
    PaymentIntent paid = simulation.pay("tok_refundFail", 1_000);

    Refund refund = refund(paid, 300);

    assertThat(refund.getStatus()).isEqualTo("succeeded");
    await().untilAsserted(() -> assertThat(reread(refund).getStatus()).isEqualTo("failed"));
    Charge charge = simulation.stripe.v1().charges().retrieve(paid.getLatestCharge());
    assertThat(charge.getAmountRefunded()).isZero();
    assertThat(
            simulation
                .stripe
                .v1()
                .balanceTransactions()
                .list(BalanceTransactionListParams.builder().setSource(refund.getId()).build())
                .getData())
        .extracting(BalanceTransaction::getAmount)
        .containsExactly(300L, -300L);
  }

  private Refund refund(PaymentIntent paid, long amount) throws StripeException {
    return refunds.create(
        RefundCreateParams.builder().setPaymentIntent(paid.getId()).setAmount(amount).build());
  }

  private Refund reread(Refund refund) throws StripeException {
    return refunds.retrieve(refund.getId());
  }
}
