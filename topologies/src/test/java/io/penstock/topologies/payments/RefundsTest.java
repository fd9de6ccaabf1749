package io.penstock.topologies.payments;

import static io.penstock.schemas.PspOperation.REFUND;
import static io.penstock.testkit.Payments.card;
import static io.penstock.testkit.Payments.refund;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Topics;
import io.penstock.testkit.Commands;
import io.penstock.testkit.PaymentScenario;
import io.penstock.testkit.ScriptedPsp.Behaviour;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefundsTest {

  @Test
  void refundsAWalletInPartsAndThenWhole() {
    try (var payments = paidByWallet()) {
      payments.when(refund("p1", "r1", 100L));
      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED).hasRefunded(100);

      payments.when(refund("p1", "r2", null));

      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).hasRefunded(1_000);
      payments.thenBalance("alice").hasPosted(1_000);
      payments.when(refund("p1", "r3", 1L)).thenRefused("p1", "refund_exceeds_captured");
    }
  }

  @Test
  void ofFivePartsOnlyThoseSucceedThatFit() {
    try (var payments = paidByWallet()) {
      for (int number = 1; number <= 5; number++) {
        payments.when(refund("p1", "r" + number, 300L));
      }

      payments.thenPayment("p1").hasRefunded(900);
      assertThat(payments.payment("p1").getRefunds()).hasSize(3);
    }
  }

  @Test
  void refundsACardThroughThePsp() {
    try (var payments = paidByCard()) {
      payments.when(refund("p1", "r1", 400L));

      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED).hasRefunded(400);
      payments.thenBalance("shop-account").hasPosted(600);
      payments.thenBalance("psp:stripe:USD").hasPosted(-600);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(400L);
    }
  }

  @Test
  void looksUpARefundWhoseAnswerWasLost() {
    try (var payments = paidByCard().givenPsp(REFUND, Behaviour.LOSES_THE_ANSWER)) {
      payments.when(refund("p1", "r1", 400L));
      payments.thenPayment("p1").is(PaymentStatus.REFUND_INITIATED);
      payments.after(Duration.ofSeconds(2));

      payments.thenPayment("p1").hasRefund("r1", RefundStatus.SUCCEEDED).hasRefunded(400);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(400L);
    }
  }

  @Test
  void aRefundThatThePspRefusesLeavesTheMerchantItsMoney() {
    try (var payments = paidByCard().givenPsp(REFUND, Behaviour.DECLINES)) {
      payments.when(refund("p1", "r1", null));

      payments.thenPayment("p1").hasSucceeded().hasRefund("r1", RefundStatus.FAILED);
      payments.thenBalance("shop-account").hasPosted(1_000).hasAvailable(1_000);
    }
  }

  @Test
  void aRefundThatFailsLaterReturnsToTheMerchant() {
    try (var payments = paidByCard().when(refund("p1", "r1", null))) {
      payments.thenPayment("p1").is(PaymentStatus.REFUNDED);
      payments.thenBalance("shop-account").hasPosted(0);

      payments.whenWebhookSays("p1", REFUND, PspStatus.FAILED);
      payments.whenWebhookSays("p1", REFUND, PspStatus.FAILED);

      payments.thenPayment("p1").hasSucceeded().hasRefund("r1", RefundStatus.FAILED).hasRefunded(0);
      payments.thenBalance("shop-account").hasPosted(1_000);
      payments.thenBalance("psp:stripe:USD").hasPosted(-1_000);
    }
  }

  @Test
  void refundsOfTwoPaymentsWithOneIdAreTwo() {
    try (var payments = paidByWallet()) {
      payments.givenWallet("bob", 40).when(wallet("p2", "bob").pays("shop", 40));

      payments.when(refund("p1", "mine", 30L)).when(refund("p2", "mine", 40L));

      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED);
      payments.thenPayment("p2").is(PaymentStatus.REFUNDED);
      assertThat(payments.topologies().sent(Topics.REFUND_EVENTS))
          .extracting(version -> Keys.refund(version))
          .hasSize(4)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aMerchantGoesBelowZeroOnlyWithinItsLimit() {
    try (var payments = paidByWallet()) {
      payments.when(Commands.transfer("spent").from("shop-account").to("alice", 950));

      payments.when(refund("p1", "r1", 51L));

      payments.thenPayment("p1").hasSucceeded().hasRefund("r1", RefundStatus.FAILED).hasRefunded(0);
      payments.thenBalance("shop-account").hasPosted(50);
    }
  }

  @Test
  void theSameRefundAgainIsAnsweredAgain() {
    try (var payments = paidByWallet()) {
      payments.when(refund("p1", "r1", 100L)).when(refund("p1", "r1", 100L));
      payments
          .when(refund("p1", "r1", 101L))
          .thenRefused("p1", "id_already_used_with_different_amount");

      payments.thenPayment("p1").hasRefunded(100);
    }
  }

  @Test
  void refusesWhatWasNeverCaptured() {
    try (var payments = Scenario.start().givenWallet("alice", 10).givenMerchant("shop")) {
      payments.when(refund("p1", "r1", 1L)).thenRefused("p1", "payment_not_found");
      payments.when(wallet("p1", "alice").pays("shop", 100));

      payments.when(refund("p1", "r1", 1L)).thenRefused("p1", "payment_not_refundable");
    }
  }

  @Test
  void fraudFoundAfterSettlementRefundsTheRestByItself() {
    try (var payments = paidByCard().when(refund("p1", "r1", 100L))) {
      payments.whenVerdictComes("p1", FraudDecision.REJECT);
      payments.whenVerdictComes("p1", FraudDecision.REJECT);

      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).hasRefunded(1_000);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(100L, 900L);
    }
  }

  @Test
  void refusedRefundsUseUpNothing() {
    try (var payments = paidByWallet()) {
      payments.when(Commands.transfer("spent").from("shop-account").to("alice", 1_000));
      for (int number = 1; number <= 105; number++) {
        payments.when(refund("p1", "r" + number, 10L));
      }
      assertThat(payments.payment("p1").getRefunds())
          .as("those that a payment lists")
          .hasSizeLessThan(30)
          .allMatch(Refund::getRefused);

      payments.when(Commands.transfer("earned").from("world:USD").to("shop-account", 5_000));
      payments.when(refund("p1", "r1", 10L));
      assertThat(payments.events("p1").getLast().getType())
          .as("the first one, repeated, stays refused")
          .isEqualTo(PaymentEventType.REPEATED);
      payments
          .when(refund("p1", "r1", 11L))
          .thenRefused("p1", "id_already_used_with_different_amount");
      payments.thenPayment("p1").hasRefunded(0);

      payments.when(refund("p1", "good", null));
      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).hasRefunded(1_000);
    }
  }

  @Test
  void refundsThatSucceedAreAtMostAHundred() {
    try (var payments = paidByWallet()) {
      for (int number = 1; number <= 100; number++) {
        payments.when(refund("p1", "r" + number, 1L));
      }
      payments.when(refund("p1", "r101", 1L)).thenRefused("p1", "too_many_refunds");
      payments.thenPayment("p1").hasRefunded(100);
    }
  }

  @Test
  void fraudOfAMerchantWithoutMoneyIsRefundedAsSoonAsThereIsSome() {
    try (var payments = paidByCard()) {
      payments.when(Commands.openWallet("elsewhere"));
      payments.when(Commands.transfer("spent").from("shop-account").to("elsewhere", 1_000));

      payments.whenVerdictComes("p1", FraudDecision.REJECT);

      payments.thenPayment("p1").is(PaymentStatus.REFUND_INITIATED).hasRefunded(0);
      assertThat(payments.payment("p1").getFraudRefund().getFailureCode())
          .isEqualTo("insufficient_funds");
      payments.after(Duration.ofHours(5));
      payments.thenPayment("p1").is(PaymentStatus.REFUND_INITIATED);
      assertThat(payments.payment("p1").getFraudRefund().getAttempts()).isGreaterThan(1);
      payments.when(Commands.transfer("earned").from("world:USD").to("shop-account", 1_000));
      payments.after(Duration.ofHours(1).plusSeconds(1));

      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).hasRefunded(1_000);
      assertThat(payments.payment("p1").getFraudRefund()).isNull();
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
      payments.thenBalance("shop-account").hasPosted(0);
    }
  }

  private static PaymentScenario paidByWallet() {
    return Scenario.start()
        .givenWallet("alice", 1_000)
        .givenMerchant("shop")
        .when(wallet("p1", "alice").pays("shop", 1_000));
  }

  private static PaymentScenario paidByCard() {
    return Scenario.start()
        .givenMerchant("shop")
        .when(card("p1", "pm_card_visa").pays("shop", 1_000));
  }
}
