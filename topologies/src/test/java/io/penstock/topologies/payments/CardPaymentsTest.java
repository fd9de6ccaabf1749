package io.penstock.topologies.payments;

import static io.penstock.schemas.PspOperation.AUTHORIZE;
import static io.penstock.schemas.PspOperation.CANCEL;
import static io.penstock.schemas.PspOperation.CAPTURE;
import static io.penstock.schemas.PspOperation.REFUND;
import static io.penstock.testkit.Payments.cancel;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.card;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Screening;
import io.penstock.testkit.Commands;
import io.penstock.testkit.PaymentScenario;
import io.penstock.testkit.ScriptedPsp.Behaviour;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CardPaymentsTest {

  @Test
  void authorizesScreensCapturesAndBooks() {
    try (var payments = Scenario.start().givenMerchant("shop", 290, 30)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(1_000);
      payments.thenBalance("shop-account").hasPosted(1_000 - 59);
      payments.thenBalance("fees:USD").hasPosted(59);
      payments.thenBalance("psp:stripe:USD").hasPosted(-1_000);
      assertThat(payments.pspDid("p1", CAPTURE)).containsExactly(1_000L);
    }
  }

  @Test
  void webhookLostAndThePspSaysSucceededOnLookUp() {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.givenPsp(CAPTURE, Behaviour.LOSES_THE_ANSWER);
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));
      payments.thenPayment("p1").is(PaymentStatus.PENDING);
      payments.after(Duration.ofSeconds(2));
      payments.thenPayment("p1").hasSucceeded().hasCaptured(1_000);
      assertThat(payments.pspDid("p1", CAPTURE)).containsExactly(1_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PspOperation.class,
      names = {"AUTHORIZE", "CAPTURE"})
  void asksAgainOnlyForWhatALookUpDidNotFind(PspOperation operation) {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(operation, Behaviour.LOSES_THE_CALL)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000)).after(Duration.ofSeconds(2));

      payments.thenPayment("p1").hasSucceeded();
      assertThat(payments.pspDid("p1", operation)).containsExactly(1_000L);
      assertThat(payments.events("p1"))
          .extracting(PaymentEvent::getType)
          .containsOnlyOnce(PaymentEventType.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void aWebhookBeforeTheAnswerTwiceAndLateChangesNothingMore() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(CAPTURE, Behaviour.TELLS_LATER)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));
      payments.thenPayment("p1").is(PaymentStatus.PENDING);

      payments.whenWebhookSays("p1", CAPTURE, PspStatus.SUCCEEDED);
      payments.thenPayment("p1").hasSucceeded();
      payments.whenWebhookSays("p1", CAPTURE, PspStatus.SUCCEEDED);
      payments.whenWebhookSays("p1", AUTHORIZE, PspStatus.SUCCEEDED);
      payments.after(Duration.ofHours(1)).whenWebhookSays("p1", CAPTURE, PspStatus.SUCCEEDED);

      payments.thenPayment("p1").hasSucceeded().hasCaptured(1_000);
      payments.thenBalance("shop-account").hasPosted(1_000);
    }
  }

  @Test
  void aWebhookThatDoesNotNameTheCardIsNoReasonNotToScreenIt() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(AUTHORIZE, Behaviour.TELLS_LATER)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.whenPspSays(
          PspResult.newBuilder()
              .setPaymentId("p1")
              .setPsp("stripe")
              .setOperation(AUTHORIZE)
              .setStatus(PspStatus.SUCCEEDED)
              .setOccurredAtMs(0)
              .build());

      payments.thenPayment("p1").hasSucceeded();
      assertThat(payments.payment("p1").getCardScreening()).isEqualTo(Screening.APPROVED);
    }
  }

  @Test
  void failsWhenTheCardIsDeclined() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(AUTHORIZE, Behaviour.DECLINES)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.thenPayment("p1").hasFailed("card_declined").hasCaptured(0);
    }
  }

  @Test
  void takesBackWhatTheOwnerOfADeclinedCardCouldStillAgreeTo() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(AUTHORIZE, Behaviour.TELLS_LATER)) {
      payments.when(card("p1", "pm_card_threeDSecure2Required").pays("shop", 1_000));

      payments.whenPspSays(
          PspResult.newBuilder()
              .setPaymentId("p1")
              .setPsp("stripe")
              .setOperation(AUTHORIZE)
              .setStatus(PspStatus.DECLINED)
              .setPspReference("pi_1")
              .setCode("authentication_required")
              .setOccurredAtMs(0)
              .build());

      payments.thenPayment("p1").hasFailed("authentication_required");
      assertThat(payments.pspDid("p1", CANCEL)).hasSize(1);
    }
  }

  @Test
  void cancelsTheAuthorizationWhenTheCaptureIsDeclined() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(CAPTURE, Behaviour.DECLINES)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.thenPayment("p1").hasFailed("card_declined");
      assertThat(payments.pspDid("p1", CANCEL)).hasSize(1);
    }
  }

  @Test
  void screensTheCardAlsoWhenAWebhookOvertakesTheAnswer() {
    try (var payments =
        Scenario.start()
            .givenMerchant("shop")
            .givenPsp(AUTHORIZE, Behaviour.TELLS_LATER)
            .givenFraudVerdict(FraudDecision.REJECT)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.whenWebhookSays("p1", AUTHORIZE, PspStatus.SUCCEEDED);

      payments.thenPayment("p1").is(PaymentStatus.FLAGGED_FRAUD).hasCaptured(0);
      assertThat(payments.pspDid("p1", CAPTURE)).isEmpty();
    }
  }

  @Test
  void cancelsTheAuthorizationOfAFraud() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenFraudVerdict(FraudDecision.REJECT)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.thenPayment("p1").is(PaymentStatus.FLAGGED_FRAUD).hasCaptured(0);
      assertThat(payments.pspDid("p1", CANCEL)).hasSize(1);
      assertThat(payments.pspDid("p1", CAPTURE)).isEmpty();
    }
  }

  @Test
  void aRejectThatRacesTheSettlementGivesTheMoneyBack() {
    try (var payments =
        Scenario.start().givenMerchant("shop").givenPsp(CAPTURE, Behaviour.TELLS_LATER)) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 1_000));

      payments.whenVerdictComes("p1", FraudDecision.REJECT);
      payments.whenWebhookSays("p1", CAPTURE, PspStatus.SUCCEEDED);

      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).hasRefunded(1_000);
      payments.thenBalance("shop-account").hasPosted(0);
      payments.thenBalance("psp:stripe:USD").hasPosted(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
    }
  }

  @Test
  void capturesAPartLater() {
    try (var payments = authorized()) {
      payments.when(capture("p1", 400L));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(400);
      payments.thenBalance("shop-account").hasPosted(400);
      assertThat(payments.pspDid("p1", CAPTURE)).containsExactly(400L);
    }
  }

  @Test
  void isCancelledAtThePspByRequestAndByTime() {
    try (var payments = authorized()) {
      payments.when(cancel("p1"));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).because("cancelled_by_request");
    }
    try (var payments = authorized()) {
      payments.after(Duration.ofDays(7).plusSeconds(2));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).because("authorization_expired");
      assertThat(payments.pspDid("p1", CANCEL)).hasSize(1);
    }
  }

  @Test
  void refundsTheCardWhatTheLedgerCannotBook() {
    try (var payments = authorized().givenPsp(CAPTURE, Behaviour.LOSES_THE_ANSWER)) {
      payments.when(capture("p1", null));

      // Between the capture and what tells of it.
      payments.when(Commands.change("shop-account", AccountAction.CLOSE, "close-1"));
      payments.after(Duration.ofMinutes(6));

      payments.thenPayment("p1").hasFailed("credit_account_closed").hasCaptured(0);
      assertThat(payments.pspDid("p1", REFUND)).containsExactly(1_000L);
    }
  }

  private static PaymentScenario authorized() {
    var payments = Scenario.start().givenMerchant("shop");
    payments.when(card("p1", "pm_card_visa").capturedLater().pays("shop", 1_000));
    payments.thenPayment("p1").is(PaymentStatus.PENDING);
    return payments;
  }
}
