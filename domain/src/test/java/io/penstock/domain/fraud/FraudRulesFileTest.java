package io.penstock.domain.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.domain.fraud.FraudRules.AmountLimit;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.FirstPaymentLimit;
import io.penstock.domain.fraud.FraudRules.HistoryLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FraudSubject;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FraudRulesFileTest {

  @Test
  void protectsAPayerAndACardByDefault() {
    FraudRules defaults = FraudRulesFile.defaults();

    assertThat(defaults.version()).isEqualTo("default-2");
    assertThat(defaults.of(FraudSubject.PAYER, "USD"))
        .isEqualTo(
            new SubjectRules(
                new CountLimit(5, Duration.ofMinutes(1)),
                new AmountLimit(1_000_000, Duration.ofHours(1)),
                new HistoryLimit(20, 5, 100_000),
                new FirstPaymentLimit(500_000),
                new CountLimit(30, Duration.ofHours(1))));
    assertThat(defaults.of(FraudSubject.CARD, "USD"))
        .isEqualTo(
            new SubjectRules(
                new CountLimit(5, Duration.ofMinutes(1)),
                new AmountLimit(500_000, Duration.ofHours(1)),
                null,
                null,
                new CountLimit(20, Duration.ofHours(1))));
  }

  @Test
  void amountsFollowWhatACurrencyIsWorth() {
    FraudRules defaults = FraudRulesFile.defaults();

    assertThat(defaults.of(FraudSubject.CARD, "IDR").amount())
        .as("what a sen of a rupiah is worth")
        .isEqualTo(new AmountLimit(10_000L * 500_000, Duration.ofHours(1)));
    assertThat(defaults.of(FraudSubject.CARD, "JPY").amount())
        .isEqualTo(new AmountLimit(500_000, Duration.ofHours(1)));
    assertThatThrownBy(() -> FraudRulesFile.read(new StringReader("version=1\ntimes.XYZ=5")))
        .hasMessageContaining("times.XYZ");
    assertThatThrownBy(() -> FraudRulesFile.read(new StringReader("version=1\ntimes.IDR=0")))
        .hasMessageContaining("times");
  }

  @Test
  void stopsNextToNothingUnderLoad() {
    assertThat(FraudRulesFile.local().of(FraudSubject.CARD, "USD").count())
        .isEqualTo(new CountLimit(1_000, Duration.ofMinutes(1)));
  }

  @Test
  void stopsALoopWhereThingsAreTriedOut() {
    assertThat(FraudRulesFile.demo().of(FraudSubject.CARD, "USD").count())
        .isEqualTo(new CountLimit(30, Duration.ofMinutes(1)));
  }

  @Test
  void aRuleThatIsNotGivenIsOff() throws IOException {
    FraudRules rules =
        FraudRulesFile.read(new StringReader("version=2\ncard.first-payment.from-minor=5"));

    assertThat(rules.payer()).isEqualTo(SubjectRules.NONE);
    assertThat(rules.card().firstPayment()).isEqualTo(new FirstPaymentLimit(5));
  }

  @ParameterizedTest
  @CsvSource({
    "payer.count.most=1,                             payer.count.window is missing",
    "payer.cuont.most=1,                             unknown: payer.cuont.most",
    "payer.count.most=many,                          payer.count.most is neither",
    "card.first-payment.from-minor=0,                card.first-payment: from-minor must be",
    "payer.history.factor=2,                         payer.history.after-payments is missing",
    "payer.count.most=1|payer.count.window=PT0.5S,   window must be PT1S",
    "version=,                                       version must not be empty",
  })
  void namesTheLineThatIsWrong(String lines, String message) {
    String file = "version=1\n" + lines.replace('|', '\n');

    assertThatThrownBy(() -> FraudRulesFile.read(new StringReader(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void needsAVersion() {
    assertThatThrownBy(() -> FraudRulesFile.read(new StringReader("")))
        .hasMessage("version is missing");
  }
}
