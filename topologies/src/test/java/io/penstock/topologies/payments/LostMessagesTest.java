package io.penstock.topologies.payments;

import static io.penstock.testkit.Payments.card;
import static io.penstock.testkit.Payments.refund;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.Topics;
import io.penstock.testkit.PaymentScenario;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of everything that a payment and its refund ask and are told, one message is read by nobody, as
 * if it had become a dead letter: the payment asks again, and the money moves once.
 */
class LostMessagesTest {
  private static final Duration LONG = Duration.ofMinutes(12);

  @ParameterizedTest
  @CsvSource({
    "transfers.steps, 0", "transfers.steps, 1", "transfers.steps, 2",
    "transfers.outcomes, 0", "transfers.outcomes, 1", "transfers.outcomes, 2",
    "transfers.outcomes, 3"
  })
  void aWalletPaymentAndItsRefundGoOn(String topic, int nth) {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.topologies().loseOne(Topics.byName(topic).orElseThrow(), nth);
      payments.when(wallet("p1", "alice").pays("shop", 300));
      settle(payments);
      payments.when(refund("p1", "r1", 100L));
      settle(payments);

      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED);
      payments.thenBalance("alice").hasPosted(800).hasAvailable(800);
      payments.thenBalance("shop-account").hasPosted(200).hasAvailable(200);
      assertThat(payments.payment("p1").getWaits()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "psp.results, 0", "psp.results, 1", "psp.results, 2",
    "transfers.steps, 0", "transfers.steps, 1", "transfers.steps, 2",
    "transfers.outcomes, 0", "transfers.outcomes, 1", "transfers.outcomes, 2"
  })
  void aCardPaymentAndItsRefundGoOn(String topic, int nth) {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.topologies().loseOne(Topics.byName(topic).orElseThrow(), nth);
      payments.when(card("p1", "pm_card_visa").pays("shop", 300));
      settle(payments);
      payments.when(refund("p1", "r1", 100L));
      settle(payments);

      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED);
      payments.thenBalance("shop-account").hasPosted(200).hasAvailable(200);
      payments.thenBalance("psp:stripe:USD").hasPosted(-200);
      assertThat(payments.pspDid("p1", PspOperation.CAPTURE)).containsExactly(300L);
      assertThat(payments.pspDid("p1", PspOperation.REFUND)).containsExactly(100L);
    }
  }

  private static void settle(PaymentScenario payments) {
    for (Duration passed = Duration.ZERO; passed.compareTo(LONG) < 0; ) {
      payments.after(Duration.ofSeconds(30));
      passed = passed.plusSeconds(30);
    }
  }
}
