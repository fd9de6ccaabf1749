package io.penstock.topologies.payments;

import static io.penstock.schemas.PspOperation.AUTHORIZE;
import static io.penstock.schemas.PspOperation.CANCEL;
import static io.penstock.schemas.PspOperation.CAPTURE;
import static io.penstock.schemas.PspOperation.REFUND;
import static io.penstock.testkit.Payments.cancel;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.card;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.testkit.PaymentScenario;
import io.penstock.testkit.ScriptedPsp.Behaviour;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Somebody captures at the PSP what Penstock has only authorised. */
class CapturedByHandTest {

  @Test
  void isBookedAndCannotBeCancelledAnyMore() {
    try (var payments = authorized()) {
      captureByHand(payments, 1_000);
      captureByHand(payments, 1_000);

      payments.when(cancel("p1")).thenRefused("p1", "payment_not_cancellable");
      payments.thenPayment("p1").hasSucceeded().hasCaptured(1_000);
      payments.thenBalance("shop-account").hasPosted(1_000);
      assertThat(payments.pspDid("p1", CANCEL)).isEmpty();
    }
  }

  @Test
  void isBookedInPart() {
    try (var payments = authorized()) {
      captureByHand(payments, 400);

      payments.thenPayment("p1").hasSucceeded().hasCaptured(400);
      payments.thenBalance("psp:stripe:USD").hasPosted(-400);
    }
  }

  @Test
  void aCancelThatFindsItGivesTheWholeBack() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.WAS_CAPTURED_BY_HAND)) {
      payments.when(cancel("p1"));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
      captureByHand(payments, 1_000);
      assertThat(payments.pspDid("p1", REFUND)).as("told late").containsExactly(1_000L);
    }
  }

  @Test
  void aCancelIsOvertakenByTheNewsOfIt() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.LOSES_THE_ANSWER)) {
      payments.when(cancel("p1"));
      captureByHand(payments, 300);

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(300L);
    }
  }

  @Test
  void anAuthorisationThatRanOutWasUsed() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.WAS_CAPTURED_BY_HAND)) {
      payments.after(Duration.ofDays(7).plusSeconds(1));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(1_000);
      assertThat(payments.payment("p1").getFailureCode()).isNull();
      assertThat(payments.pspDid("p1", REFUND)).isEmpty();
    }
  }

  @Test
  void aRejectionThatFindsItGivesTheWholeBack() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.WAS_CAPTURED_BY_HAND)) {
      payments.whenVerdictComes("p1", FraudDecision.REJECT);

      payments.thenPayment("p1").is(PaymentStatus.FLAGGED_FRAUD).hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
    }
  }

  @Test
  void whatWasCancelledIsNotKeptWhereTheNewsComesAfterTheEnd() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.DECLINES)) {
      payments.when(cancel("p1")).thenPayment("p1").is(PaymentStatus.CANCELLED);

      captureByHand(payments, 1_000);

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
    }
  }

  @Test
  void nothingIsCancelledThatThePspDoesNotRefund() {
    try (var payments = authorized().givenPsp(CANCEL, Behaviour.WAS_CAPTURED_BY_HAND)) {
      payments.givenPsp(REFUND, Behaviour.DECLINES).when(cancel("p1"));

      payments.thenPayment("p1").hasFailed("compensation_refused");
      payments.thenBalance("suspense:USD").hasPosted(1_000);
    }
  }

  @Test
  void waitsForTheVerdictWithTheMoney() {
    try (var payments = Scenario.start().givenMerchant("shop").givenNobodyScreens()) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));
      captureByHand(payments, 1_000);
      payments.thenPayment("p1").is(PaymentStatus.INITIATED);

      payments.whenVerdictComes("p1", FraudDecision.REJECT);

      payments.thenPayment("p1").is(PaymentStatus.FLAGGED_FRAUD).hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
      assertThat(payments.pspDid("p1", CAPTURE)).isEmpty();
    }
  }

  @Test
  void whileOurOwnCaptureIsUnderWayCountsOnce() {
    try (var payments = authorized().givenPsp(CAPTURE, Behaviour.LOSES_THE_CALL)) {
      payments.when(capture("p1", null));
      captureByHand(payments, 700);
      payments.after(Duration.ofMinutes(10));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(700);
      payments.thenBalance("shop-account").hasPosted(700);
      assertThat(payments.events("p1"))
          .extracting(PaymentEvent::getType)
          .containsOnlyOnce(PaymentEventType.SUCCEEDED);
    }
  }

  private static PaymentScenario authorized() {
    return Scenario.start()
        .givenMerchant("shop")
        .when(card("p1", "pm_card_visa").pays("shop", 1_000).capturedLater());
  }

  /** What the PSP tells of it by itself. */
  private static void captureByHand(PaymentScenario payments, long amountMinor) {
    assertThat(payments.pspDid("p1", AUTHORIZE)).isNotEmpty();
    var _ =
        payments.whenPspSays(
            PspResult.newBuilder()
                .setPaymentId("p1")
                .setPsp("stripe")
                .setOperation(CAPTURE)
                .setStatus(PspStatus.SUCCEEDED)
                .setPspReference("pi_p1")
                .setAmountMinor(amountMinor)
                .setOccurredAtMs(0)
                .build());
  }
}
