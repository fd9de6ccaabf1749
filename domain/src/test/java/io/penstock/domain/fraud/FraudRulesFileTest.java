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
  void hasGenerousDefaults() {
    FraudRules defaults = FraudRulesFile.defaults();

    assertThat(defaults.version()).isEqualTo("default-1");
    assertThat(defaults.of(FraudSubject.PAYER))
        .isEqualTo(
            new SubjectRules(
                new CountLimit(1_000, Duration.ofMinutes(1)),
                new AmountLimit(100_000_000, Duration.ofHours(1)),
                new HistoryLimit(50, 10, 1_000_000),
                new FirstPaymentLimit(10_000_000)));
    assertThat(defaults.of(FraudSubject.CARD))
        .isEqualTo(
            new SubjectRules(
                new CountLimit(1_000, Duration.ofMinutes(1)),
                new AmountLimit(100_000_000, Duration.ofHours(1)),
                null,
                null));
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
