package io.penstock.topologies.payments;

import static io.penstock.testkit.Payments.card;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.Topics;
import io.penstock.testkit.PaymentScenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersInCommandsTest {

  @ParameterizedTest
  @ValueSource(strings = {"4242424242424242", "4000-0566-5566-5556"})
  void aNumberInPlaceOfATokenGoesNoFurther(String number) {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(card("p1", number).pays("shop", 1_000));

      payments.thenRefused("p1", "card_number_refused");
      thenNothingIsSentOn(payments);
      assertThat(payments.events("p1").toString()).doesNotContain(number);
    }
  }

  @Test
  void norDoesOneInAnyOtherText() {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(
          PaymentCommand.newBuilder(card("p1", "pm_card_visa").pays("shop", 1_000).build())
              .setReason("paid with 4242 4242 4242 4242")
              .build());

      payments.thenRefused("p1", "card_number_refused");
      thenNothingIsSentOn(payments);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4242424242424242", "4242424242424242::x"})
  void aNumberAsIdIsNotEvenAnswered(String number) {
    try (var payments = Scenario.start().givenMerchant("shop")) {
      payments.when(card(number, "pm_card_visa").pays("shop", 1_000));

      assertThat(payments.events(number)).isEmpty();
      thenNothingIsSentOn(payments);
    }
  }

  private static void thenNothingIsSentOn(PaymentScenario payments) {
    assertThat(payments.topologies().sent(Topics.PSP_REQUESTS)).isEmpty();
    assertThat(payments.topologies().deadLetterReasons()).isEmpty();
  }
}
