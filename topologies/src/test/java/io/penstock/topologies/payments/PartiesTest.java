package io.penstock.topologies.payments;

import static io.penstock.testkit.Payments.cancel;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.card;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.PartyAccounts;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.Topics;
import io.penstock.testkit.Commands;
import io.penstock.testkit.Payments;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which accounts a payment means that names owners. */
class PartiesTest {
  private static final Duration WAIT_IS_OVER = Duration.ofSeconds(2);

  @Test
  void asksNobodyWhereTheCommandNamesTheAccounts() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(knowing("shop-account", wallet("p1", "alice").pays("shop", 300)));

      payments.thenPayment("p1").hasSucceeded();
      assertThat(payments.topologies().sent(Topics.PAYMENT_PARTIES)).isEmpty();
    }
  }

  @Test
  void asksEachOwnerOnce() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "nobody").ofUser("owner-alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded();
      payments.thenBalance("alice").hasPosted(700);
      // At the merchant, at the payer, and back.
      assertThat(payments.topologies().sent(Topics.PAYMENT_PARTIES)).hasSize(3);
    }
  }

  @Test
  void refusesAnUnknownMerchantAfterOneQuestion() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000)) {
      payments.when(wallet("p1", "alice").pays("shop", 300)).after(WAIT_IS_OVER);

      payments.thenPayment("p1").hasFailed("merchant_not_found");
      assertThat(payments.topologies().sent(Topics.PAYMENT_PARTIES)).hasSize(2);
      assertThat(payments.topologies().sent(Topics.PAYMENT_COMMANDS)).isEmpty();
    }
  }

  @Test
  void waitsForAnAccountThatIsReadAMomentLater() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000)) {
      payments.when(wallet("p1", "alice").pays("shop", 300));
      assertThat(payments.events("p1")).isEmpty();

      payments.givenMerchant("shop");

      payments.thenPayment("p1").hasSucceeded();
      payments.after(WAIT_IS_OVER);
      assertThat(payments.topologies().sent(Topics.PAYMENT_PARTIES)).hasSize(2);
    }
  }

  @Test
  void takesTheNextAccountWhereTheFirstIsClosed() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments
          .when(Commands.openMerchant("shop-second", "shop", 0))
          .when(Commands.change("shop-account", AccountAction.CLOSE, "close-1"));

      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded();
      payments.thenBalance("shop-second").hasPosted(300);
    }
  }

  @Test
  void failsWhereTheNamedAccountIsClosed() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(Commands.change("shop-account", AccountAction.CLOSE, "close-1"));

      payments.when(knowing("shop-account", wallet("p1", "alice").pays("shop", 300)));

      payments.thenPayment("p1").hasFailed("credit_account_closed");
      payments.thenBalance("alice").hasPosted(1_000).hasAvailable(1_000);
    }
  }

  @Test
  void noCardIsAskedBeforeTheMerchantIsFound() {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(Commands.change("shop-account", AccountAction.CLOSE, "close-1"));

      payments.when(knowing("shop-account", card("p1", "pm_card_visa").pays("shop", 300)));
      payments.after(WAIT_IS_OVER);

      payments.thenPayment("p1").hasFailed("merchant_not_found");
      assertThat(payments.topologies().sent(Topics.PSP_REQUESTS)).isEmpty();
    }
  }

  @Test
  void noCardIsCapturedForAMerchantThatHasClosedMeanwhile() {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(card("p1", "pm_card_visa").capturedLater().pays("shop", 300));
      payments
          .when(Commands.change("shop-account", AccountAction.CLOSE, "close-1"))
          .when(Commands.openMerchant("shop-second", "shop", 0));

      payments
          .when(capture("p1", 300L))
          .after(WAIT_IS_OVER)
          .thenRefused("p1", "merchant_not_found");

      payments.thenPayment("p1").is(PaymentStatus.PENDING).hasCaptured(0);
      assertThat(payments.pspDid("p1", PspOperation.CAPTURE)).isEmpty();
      assertThat(payments.pspDid("p1", PspOperation.REFUND)).isEmpty();
      payments.when(cancel("p1")).thenPayment("p1").is(PaymentStatus.CANCELLED);
    }
  }

  @Test
  void aCardIsCapturedForAMerchantThatIsFrozen() {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(card("p1", "pm_card_visa").capturedLater().pays("shop", 300));
      payments.when(Commands.change("shop-account", AccountAction.FREEZE, "freeze-1"));

      payments.when(capture("p1", 200L));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(200);
    }
  }

  @Test
  void paysFromTheAccountThatIsNotFrozen() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments
          .when(Commands.openMerchant("alice-trade", "owner-alice", 0))
          .when(Commands.transfer("funds").from("world:USD").to("alice-trade", 500))
          .when(Commands.change("alice", AccountAction.FREEZE, "freeze-1"));

      payments.when(wallet("p1", "nobody").ofUser("owner-alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded();
      payments.thenBalance("alice-trade").hasPosted(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc:", ".", "..", "1234567890123456789012345678901234567890123456789"})
  void refusesAPaymentWhoseIdIsNone(String id) {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet(id, "alice").pays("shop", 300)).thenRefused(id, "id_malformed");
    }
  }

  @Test
  void answersARepeatAlikeThoughAnotherAccountWouldBeFoundNow() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.when(knowing("another-account", wallet("p1", "alice").pays("shop", 300)));

      assertThat(payments.events("p1").getLast().getCode()).isNull();
      payments.thenBalance("shop-account").hasPosted(300);
    }
  }

  @Test
  void goesOnAfterRecordsThatNobodyCanUse() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      for (var topic : List.of(Topics.ACCOUNT_OWNERS, Topics.PAYMENT_PARTIES)) {
        payments.topologies().sendTombstone(topic, "k");
        payments.topologies().sendRaw(topic, "k", new byte[] {0, 0, 0, 0, 99, 1});
        payments.topologies().sendRaw(topic, null, new byte[0]);
      }
      payments.topologies().send(Topics.ACCOUNT_OWNERS, "shop#x", foreign());

      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded();
      payments.thenBalance("shop-account").hasPosted(300);
      assertThat(payments.topologies().deadLetters()).hasSize(7);
    }
  }

  /** It would make the thief's account that of the shop, under a key that is not its own. */
  private static AccountOwner foreign() {
    return new AccountOwner("shop", "thief", AccountType.MERCHANT, "USD", 0L, null);
  }

  private static PaymentCommand knowing(String merchantAccount, Payments.Creation payment) {
    return PaymentCommand.newBuilder(payment.build())
        .setAccounts(new PartyAccounts(null, merchantAccount))
        .build();
  }
}
