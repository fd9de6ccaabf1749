package io.penstock.psp.simulator;

import static io.penstock.psp.simulator.Simulation.decline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stripe's published test tokens have their published outcomes, seen through Stripe's client. */
@TestInstance(Lifecycle.PER_CLASS)
class TestCardsTest {
  private Simulation simulation;

  @BeforeAll
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
  }

  @AfterAll
  void stop() {
    simulation.close();
  }

  @ParameterizedTest
  @CsvSource({
    "pm_card_visa, visa, 4242, credit",
    "tok_visa, visa, 4242, credit",
    "pm_card_visa_debit, visa, 5556, debit",
    "pm_card_mastercard, mastercard, 4444, credit",
    "tok_mastercard_prepaid, mastercard, 5100, prepaid",
    "pm_card_amex, amex, 8431, credit",
    "tok_discover, discover, 1117, credit",
    "pm_card_diners, diners, 0004, credit",
    "pm_card_jcb, jcb, 0505, credit",
    "pm_card_unionpay, unionpay, 0005, credit",
    "pm_card_riskLevelElevated, visa, 9235, credit",
    "pm_card_visa_load17, visa, 4242, credit"
  })
  void charges(String token, String brand, String last4, String funding) throws StripeException {
    PaymentIntent intent = simulation.pay(token, 1_000);

    Charge charge = simulation.stripe.v1().charges().retrieve(intent.getLatestCharge());
    var card = charge.getPaymentMethodDetails().getCard();
    assertThat(intent.getStatus()).isEqualTo("succeeded");
    assertThat(intent.getAmountReceived()).isEqualTo(1_000);
    assertThat(card.getBrand()).isEqualTo(brand);
    assertThat(card.getLast4()).isEqualTo(last4);
    assertThat(card.getFunding()).isEqualTo(funding);
    assertThat(card.getFingerprint()).hasSize(16);
    assertThat(charge.getCaptured()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "pm_card_visa_chargeDeclined, card_declined, generic_decline",
    "tok_chargeDeclined, card_declined, generic_decline",
    "pm_card_visa_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
    "tok_visa_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
    "pm_card_visa_chargeDeclinedLostCard, card_declined, lost_card",
    "pm_card_visa_chargeDeclinedStolenCard, card_declined, stolen_card",
    "pm_card_chargeDeclinedExpiredCard, expired_card,",
    "pm_card_chargeDeclinedIncorrectCvc, incorrect_cvc,",
    "tok_chargeDeclinedIncorrectCvc, incorrect_cvc,",
    "pm_card_chargeDeclinedProcessingError, processing_error,",
    "tok_visa_chargeDeclinedFraudulent, card_declined, fraudulent",
    "pm_card_chargeDeclinedFraudulent, card_declined, fraudulent",
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded, card_declined, card_velocity_exceeded",
    "pm_card_chargeCustomerFail, card_declined, generic_decline",
    "pm_card_radarBlock, card_declined, fraudulent"
  })
  void declines(String token, String code, @Nullable String declineCode) throws StripeException {
    CardException declined = decline(() -> simulation.pay(token, 1_000));

    PaymentIntent intent = declined.getStripeError().getPaymentIntent();
    Charge charge = simulation.stripe.v1().charges().retrieve(declined.getCharge());
    assertThat(declined.getStatusCode()).isEqualTo(402);
    assertThat(declined.getCode()).isEqualTo(code);
    assertThat(declined.getDeclineCode()).isEqualTo(declineCode);
    assertThat(intent.getStatus()).isEqualTo("requires_payment_method");
    assertThat(intent.getLastPaymentError().getCode()).isEqualTo(code);
    assertThat(charge.getStatus()).isEqualTo("failed");
    assertThat(charge.getFailureCode()).isEqualTo(code);
    assertThat(charge.getBalanceTransaction()).isNull();
  }

  @Test
  void aCardHasOneFingerprintAndManyCardsHaveMany() throws StripeException {
    assertThat(fingerprint("pm_card_visa")).isEqualTo(fingerprint("tok_visa"));
    assertThat(fingerprint("pm_card_visa_a1")).isEqualTo(fingerprint("pm_card_visa_a1"));
    assertThat(fingerprint("pm_card_visa_a1"))
        .isNotEqualTo(fingerprint("pm_card_visa_a2"))
        .isNotEqualTo(fingerprint("pm_card_visa"));
  }

  private String fingerprint(String token) throws StripeException {
    return simulation
        .stripe
        .v1()
        .charges()
        .retrieve(simulation.pay(token, 100).getLatestCharge())
        .getPaymentMethodDetails()
        .getCard()
        .getFingerprint();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pm_card_nobody", "tok_nobody", "pm_1abc", "pm_card_visa_chargeDeclinedX"})
  void knowsNoOtherToken(String token) {
    InvalidRequestException refused =
        catchThrowableOfType(InvalidRequestException.class, () -> simulation.pay(token, 1_000));

    assertThat(refused.getCode()).isEqualTo("resource_missing");
    assertThat(refused.getStatusCode()).isEqualTo(400);
  }

  @Test
  void requiresAuthentication() throws StripeException {
    PaymentIntent intent = simulation.pay("pm_card_authenticationRequired", 1_000);

    assertThat(intent.getStatus()).isEqualTo("requires_action");
    assertThat(intent.getNextAction().getType()).isEqualTo("use_stripe_sdk");
    assertThat(intent.getLatestCharge()).isNull();
  }

  @Test
  void declinesWhatRequiresAuthenticationWithoutAHolder() {
    CardException declined =
        decline(
            () ->
                simulation
                    .stripe
                    .v1()
                    .paymentIntents()
                    .create(
                        Simulation.payment("pm_card_authenticationRequired", 1_000)
                            .setOffSession(true)
                            .build()));

    assertThat(declined.getCode()).isEqualTo("authentication_required");
  }
}
