package io.penstock.topologies.payments;

import static io.penstock.schemas.PspOperation.AUTHORIZE;
import static io.penstock.schemas.PspOperation.CAPTURE;
import static io.penstock.schemas.PspOperation.REFUND;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.card;
import static io.penstock.testkit.Payments.refund;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Topics;
import io.penstock.testkit.Commands;
import io.penstock.testkit.PaymentScenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the PSP has no word for is refused before anything moves. */
class ChargeableAmountsTest {
  private static final String SHOP = "owner-shop-account";

  @ParameterizedTest
  @CsvSource({"MGA, 50020", "KWD, 5124", "TND, 1", "IQD, 1000"})
  void refusesACardPaymentAndAsksNobody(String currency, long amount) {
    try (var payments = merchantIn(currency)) {
      payments.when(card("p1", "pm_card_visa").pays(SHOP, amount).in(currency));

      payments.thenPayment("p1").hasFailed("amount_not_chargeable");
      assertThat(payments.topologies().sent(Topics.PSP_REQUESTS)).isEmpty();
      assertThat(payments.topologies().sent(Topics.FRAUD_CHECKS)).isEmpty();
      assertThat(payments.topologies().sent(Topics.TRANSFER_STEPS)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"MGA, 50000", "KWD, 5120", "ISK, 1", "UGX, 1000", "JPY, 7"})
  void takesWhatThePspCanCharge(String currency, long amount) {
    try (var payments = merchantIn(currency)) {
      payments.when(card("p1", "pm_card_visa").pays(SHOP, amount).in(currency));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(amount);
      assertThat(payments.pspDid("p1", AUTHORIZE)).containsExactly(amount);
    }
  }

  @Test
  void refusesAPartThatCannotBeCapturedAndWaitsForOneThatCan() {
    try (var payments = merchantIn("KWD")) {
      payments.when(card("p1", "pm_card_visa").pays(SHOP, 5_120).in("KWD").capturedLater());
      payments.when(capture("p1", 5_001L)).thenRefused("p1", "amount_not_chargeable");
      payments.thenPayment("p1").is(PaymentStatus.PENDING);
      assertThat(payments.pspDid("p1", CAPTURE)).isEmpty();

      payments.when(capture("p1", 5_000L));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(5_000);
    }
  }

  @Test
  void refusesAPartThatCannotBeRefunded() {
    try (var payments = merchantIn("MGA")) {
      payments.when(card("p1", "pm_card_visa").pays(SHOP, 50_000).in("MGA"));
      payments.when(refund("p1", "r1", 10_001L)).thenRefused("p1", "amount_not_chargeable");
      payments.thenBalance("shop-account").hasPosted(50_000).hasAvailable(50_000);
      assertThat(payments.pspDid("p1", REFUND)).isEmpty();

      payments.when(refund("p1", "r2", 10_000L));

      payments.thenPayment("p1").hasRefunded(10_000);
    }
  }

  @Test
  void aWalletTouchesNoPsp() {
    try (var payments = merchantIn("KWD")) {
      payments.when(Commands.open("alice", AccountType.WALLET, "KWD", 10_000));
      payments.when(wallet("p1", "alice").pays(SHOP, 5_124).in("KWD"));
      payments.when(refund("p1", "r1", 1L));

      payments.thenPayment("p1").hasRefunded(1);
    }
  }

  private static PaymentScenario merchantIn(String currency) {
    return Scenario.start().when(Commands.open("shop-account", AccountType.MERCHANT, currency, 0));
  }
}
