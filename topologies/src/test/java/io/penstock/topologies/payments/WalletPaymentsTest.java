package io.penstock.topologies.payments;

import static io.penstock.testkit.Payments.cancel;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.payments.PaymentRules.WithoutVerdict;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.testkit.PaymentScenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WalletPaymentsTest {

  @Test
  void movesTheMoneyOnceFundsAndVerdictAreThere() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(300);
      payments.thenBalance("alice").hasPosted(700).hasAvailable(700);
      payments.thenBalance("shop-account").hasPosted(300);
      assertThat(payments.events("p1"))
          .extracting(PaymentEvent::getType)
          .containsExactly(
              PaymentEventType.INITIATED,
              PaymentEventType.CAPTURE_STARTED,
              PaymentEventType.SUCCEEDED);
    }
  }

  @Test
  void takesTheFeeFromTheMerchantsShareInTheSameEntry() {
    try (var payments =
        Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop", 250, 30)) {
      // 2.5 % of 333 is 8.325, rounded half up to 8; and 30.
      payments.when(wallet("p1", "alice").pays("shop", 333));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(333);
      payments.thenBalance("shop-account").hasPosted(333 - 38);
      payments.thenBalance("fees:USD").hasPosted(38);
    }
  }

  @Test
  void makesNoPaymentOfWhatIsMalformed() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 0));
      payments.thenRefused("p1", "amount_must_be_positive");

      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(300);
    }
  }

  @Test
  void failsWhenFundsAreShort() {
    try (var payments = Scenario.start().givenWallet("alice", 299).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").hasFailed("insufficient_funds");
      payments.thenBalance("alice").hasAvailable(299);
    }
  }

  @Test
  void givesTheFundsBackWhenTheVerdictRejects() {
    try (var payments =
        Scenario.start()
            .givenWallet("alice", 1_000)
            .givenMerchant("shop")
            .givenFraudVerdict(FraudDecision.REJECT)) {
      payments.when(wallet("p1", "alice").pays("shop", 300));

      payments.thenPayment("p1").is(PaymentStatus.FLAGGED_FRAUD).because("fraud_rejected");
      payments.thenBalance("alice").hasAvailable(1_000);
    }
  }

  @Test
  void isClosedToPaymentsWithoutAVerdict() {
    try (var payments =
        Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop").givenNoFraudVerdict()) {
      payments.when(wallet("p1", "alice").pays("shop", 300)).after(Duration.ofSeconds(2));

      payments.thenPayment("p1").hasFailed("fraud_verdict_missing");
      payments.thenBalance("alice").hasAvailable(1_000);

      payments.whenVerdictComes("p1", FraudDecision.APPROVE);

      payments.thenPayment("p1").hasFailed("fraud_verdict_missing");
    }
  }

  @Test
  void waitsAMinuteForAScreeningThatIsNotThere() {
    try (var payments =
        Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop").givenNobodyScreens()) {
      payments.when(wallet("p1", "alice").pays("shop", 300)).after(Duration.ofSeconds(2));
      payments.after(Duration.ofSeconds(58));
      payments.thenPayment("p1").is(PaymentStatus.INITIATED);

      payments.after(Duration.ofSeconds(6));

      payments.thenPayment("p1").hasFailed("fraud_verdict_missing");
      payments.thenBalance("alice").hasAvailable(1_000);
    }
  }

  @Test
  void goesOnWithoutAVerdictWhereThePolicyIsOpenAndRefundsWhenItComesTooLate() {
    var rules = PaymentRules.DEFAULT.withVerdictTimeout(Duration.ofSeconds(1), WithoutVerdict.OPEN);
    try (var payments =
        Scenario.start(rules)
            .givenWallet("alice", 1_000)
            .givenMerchant("shop")
            .givenNoFraudVerdict()) {
      payments.when(wallet("p1", "alice").pays("shop", 300)).after(Duration.ofSeconds(2));
      payments.thenPayment("p1").hasSucceeded();

      payments.whenVerdictComes("p1", FraudDecision.REJECT);

      payments.thenPayment("p1").is(PaymentStatus.REFUNDED).because("fraud_rejected");
      payments.thenBalance("alice").hasPosted(1_000);
      payments.thenBalance("shop-account").hasPosted(0);
    }
  }

  @Test
  void capturesAPartLaterAndReleasesTheRest() {
    try (var payments = authorized()) {
      payments.thenPayment("p1").is(PaymentStatus.PENDING);
      payments.thenBalance("alice").hasPosted(1_000).hasAvailable(700);

      payments.when(capture("p1", 120L));

      payments.thenPayment("p1").hasSucceeded().hasCaptured(120);
      payments.thenBalance("alice").hasPosted(880).hasAvailable(880);
    }
  }

  @Test
  void refusesToCaptureMoreThanWasAuthorizedAndASecondTime() {
    try (var payments = authorized()) {
      payments.when(capture("p1", 301L)).thenRefused("p1", "exceeds_authorized_amount");
      payments.when(capture("p1", 0L)).thenRefused("p1", "amount_must_be_positive");
      payments.when(capture("p1", null));
      payments.when(capture("p1", null)).thenRefused("p1", "payment_not_capturable");

      payments.thenPayment("p1").hasSucceeded().hasCaptured(300);
    }
  }

  @Test
  void isCancelledBeforeTheCaptureAndNeverAfterwards() {
    try (var payments = authorized()) {
      payments.when(cancel("p1"));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).because("cancelled_by_request");
      payments.thenBalance("alice").hasAvailable(1_000);
      payments.when(cancel("p1")).thenRefused("p1", "payment_not_cancellable");
    }
  }

  @Test
  void endsWithItsHold() {
    try (var payments = authorized()) {
      payments.after(PaymentRules.DEFAULT.authorizationLifetime().plusSeconds(2));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED).because("authorization_expired");
      payments.thenBalance("alice").hasAvailable(1_000);
    }
  }

  @Test
  void answersARepeatAndRefusesOtherContent() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 300));
      payments.when(wallet("p1", "alice").pays("shop", 300));
      assertThat(payments.events("p1").getLast().getType()).isEqualTo(PaymentEventType.REPEATED);

      payments
          .when(wallet("p1", "alice").pays("shop", 301))
          .thenRefused("p1", "id_already_used_with_different_amount");

      payments.thenBalance("alice").hasPosted(700);
    }
  }

  @Test
  void findsThePayerByItsOwner() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "nobody").ofUser("owner-alice").pays("shop", 300));

      payments.thenPayment("p1").hasSucceeded();
      payments.thenBalance("alice").hasPosted(700);
    }
  }

  @Test
  void failsWhereSomebodyIsNotFound() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shap", 300));
      payments.when(wallet("p2", "nobody").ofUser("owner-bob").pays("shop", 300));
      payments.when(wallet("p3", "nobody").pays("shop", 300));
      payments.when(wallet("p4", "alice").in("EUR").pays("shop", 300));
      payments.after(Duration.ofSeconds(2));

      payments.thenPayment("p1").hasFailed("merchant_not_found");
      payments.thenPayment("p2").hasFailed("payer_not_found");
      payments.thenPayment("p3").hasFailed("debit_account_not_found");
      payments.thenPayment("p4").hasFailed("merchant_not_found");
    }
  }

  private static PaymentScenario authorized() {
    return Scenario.start()
        .givenWallet("alice", 1_000)
        .givenMerchant("shop")
        .when(wallet("p1", "alice").capturedLater().pays("shop", 300));
  }
}
