package io.penstock.domain.fraud;

import static io.penstock.domain.fraud.Subject.names;
import static io.penstock.schemas.FraudDecision.APPROVE;
import static io.penstock.schemas.FraudDecision.REJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.fraud.FraudRules.AmountLimit;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.FirstPaymentLimit;
import io.penstock.domain.fraud.FraudRules.HistoryLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FiredRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each rule below, at and above its limit. */
class RulesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Subject byCount =
      new Subject(new SubjectRules(new CountLimit(3, MINUTE), null, null, null));
  private final Subject byAmount =
      new Subject(new SubjectRules(null, new AmountLimit(1_000, HOUR), null, null));
  private final Subject byHistory =
      new Subject(new SubjectRules(null, null, new HistoryLimit(5, 3, 400), null));
  private final Subject byFirstPayment =
      new Subject(new SubjectRules(null, null, null, new FirstPaymentLimit(500)));

  @Test
  void rejectsWhoeverKeepsBelowTheShortLimitForLong() {
    Subject patient =
        new Subject(
            new SubjectRules(new CountLimit(3, MINUTE), null, null, null, new CountLimit(4, HOUR)));
    for (int minute = 0; minute < 4; minute++) {
      assertThat(patient.pays(1).getDecision()).isEqualTo(APPROVE);
      patient.waits(Duration.ofMinutes(2));
    }

    assertThat(patient.pays(1).getDecision()).isEqualTo(REJECT);
    patient.waits(HOUR);
    assertThat(patient.pays(1).getDecision()).isEqualTo(APPROVE);
  }

  @Test
  void rejectsOnePaymentMoreThanTheCountAllows() {
    byCount.paysTimes(2, 1);

    assertThat(byCount.pays(1).getDecision()).isEqualTo(APPROVE);
    var fourth = byCount.pays(1);

    assertThat(fourth.getDecision()).isEqualTo(REJECT);
    assertThat(fourth.getRulesVersion()).isEqualTo("v1");
    assertThat(fourth.getRules())
        .containsExactly(
            new FiredRule(
                "velocity_count",
                REJECT,
                "4",
                "3",
                "4 payments within PT1M, at most 3 are allowed"));
  }

  @Test
  void countsRejectedAttempts() {
    byCount.paysTimes(4, 1);

    assertThat(byCount.pays(1).getRules().getFirst().getObserved()).isEqualTo("5");
  }

  @Test
  void theWindowOfTheCountSlides() {
    byCount.pays(1);
    byCount.waits(Duration.ofSeconds(30)).paysTimes(2, 1);

    assertThat(byCount.waits(Duration.ofSeconds(24)).pays(1).getDecision()).isEqualTo(REJECT);
    // The first has left the window; the two and the rejected one are still there.
    assertThat(byCount.waits(Duration.ofSeconds(6)).pays(1).getRules().getFirst().getObserved())
        .isEqualTo("4");
    assertThat(byCount.waits(MINUTE).pays(1).getDecision()).isEqualTo(APPROVE);
  }

  @Test
  void rejectsAMinorUnitMoreThanTheAmountAllows() {
    byAmount.pays(600);

    var above = byAmount.pays(401);
    var at = byAmount.pays(400);

    assertThat(above.getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getRule()).isEqualTo("velocity_amount");
              assertThat(rule.getObserved()).isEqualTo("1001");
              assertThat(rule.getLimit()).isEqualTo("1000");
            });
    assertThat(at.getDecision()).as("what was rejected is not spent").isEqualTo(APPROVE);
  }

  @Test
  void theWindowOfTheAmountSlides() {
    byAmount.pays(1_000);

    assertThat(byAmount.waits(Duration.ofMinutes(54)).pays(1).getDecision()).isEqualTo(REJECT);
    assertThat(byAmount.waits(Duration.ofMinutes(6)).pays(1_000).getDecision()).isEqualTo(APPROVE);
  }

  @Test
  void addsUpEachCurrencyByItself() {
    byAmount.pays("shop", 1_000, "USD");

    assertThat(byAmount.pays("shop", 1_000, "EUR").getDecision()).isEqualTo(APPROVE);
    assertThat(byAmount.pays("shop", 1, "EUR").getDecision()).isEqualTo(REJECT);
  }

  @Test
  void rejectsWhatIsFarAboveTheAverageOnceThereIsOne() {
    byHistory.paysTimes(2, 100);
    assertThat(byHistory.pays(5_000).getDecision()).as("two make no average").isEqualTo(APPROVE);

    byHistory.paysTimes(7, 100);
    // (9 * 100 + 5000) / 10 = 590
    var above = byHistory.pays(2_951);
    var at = byHistory.pays(2_950);

    assertThat(names(above)).containsExactly("amount_above_history");
    assertThat(above.getRules().getFirst().getLimit()).isEqualTo("2950");
    assertThat(at.getDecision()).isEqualTo(APPROVE);
  }

  @Test
  void smallAmountsAreNeverUnusual() {
    byHistory.paysTimes(3, 1);

    assertThat(byHistory.pays(399).getDecision()).isEqualTo(APPROVE);
    assertThat(byHistory.pays("shop", 400, "EUR").getDecision())
        .as("no average in that currency")
        .isEqualTo(APPROVE);
    assertThat(byHistory.pays(2_000).getDecision()).isEqualTo(REJECT);
  }

  @Test
  void rejectsALargeFirstPaymentUntilASmallOneWasMade() {
    assertThat(names(byFirstPayment.pays("shop", 500)))
        .containsExactly("first_payment_to_merchant");
    assertThat(byFirstPayment.pays("shop", 500).getDecision())
        .as("a rejected payment makes no acquaintance")
        .isEqualTo(REJECT);

    assertThat(byFirstPayment.pays("shop", 499).getDecision()).isEqualTo(APPROVE);

    assertThat(byFirstPayment.pays("shop", 500).getDecision()).isEqualTo(APPROVE);
    assertThat(byFirstPayment.pays("other", 500).getDecision()).isEqualTo(REJECT);
  }

  @Test
  void listsEveryRuleThatFired() {
    var alice =
        new Subject(
            new SubjectRules(
                new CountLimit(1, MINUTE),
                new AmountLimit(100, HOUR),
                new HistoryLimit(2, 1, 1),
                new FirstPaymentLimit(50)));
    alice.pays("shop", 10);

    assertThat(names(alice.pays("other", 1_000)))
        .containsExactly(
            "velocity_count",
            "velocity_amount",
            "amount_above_history",
            "first_payment_to_merchant");
  }

  @Test
  void sumsBeyondTheLargestNumberStayThere() {
    var rich =
        new Subject(
            new SubjectRules(
                null, new AmountLimit(Long.MAX_VALUE, HOUR), new HistoryLimit(50, 1, 1), null));

    rich.pays(Long.MAX_VALUE);

    assertThat(rich.pays(Long.MAX_VALUE).getDecision()).isEqualTo(APPROVE);
    assertThat(rich.pays(1).getDecision()).isEqualTo(APPROVE);
  }
}
