package io.penstock.topologies.payments;

import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.testkit.PaymentScenario;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topologies that lag: what lies unread is no answer that never came. */
class LateAnswersTest {
  private static final int PAYMENTS = 20;

  /** Checks that wait for the screening, and verdicts that wait for the payments. */
  @ParameterizedTest
  @ValueSource(strings = {"fraud.checks", "fraud.verdicts"})
  void aLagFailsNoPaymentAndAsksForEachVerdictOnceMore(String lagging) {
    Topic<?> unread = Topics.byName(lagging).orElseThrow();
    try (var payments = screened()) {
      payments.topologies().holdBack(unread);
      for (int i = 0; i < PAYMENTS; i++) {
        payments.when(wallet("p" + i, "wallet-" + i).pays("shop", 300));
      }
      for (int second = 0; second < 55; second++) {
        payments.after(Duration.ofSeconds(1));
      }

      payments.topologies().release(unread);

      for (int i = 0; i < PAYMENTS; i++) {
        payments.thenPayment("p" + i).hasSucceeded();
      }
      assertThat(payments.topologies().sent(Topics.FRAUD_CHECKS))
          .extracting(FraudCheck::getTick)
          .hasSize(2 * PAYMENTS);
      assertThat(payments.topologies().sent(Topics.FRAUD_VERDICTS))
          .filteredOn(verdict -> !verdict.getTick())
          .hasSize(PAYMENTS);
    }
  }

  @Test
  void whereNobodyReadsChecksForAMinuteThePaymentEndsAndALateApprovalChangesNothing() {
    try (var payments = screened()) {
      payments.topologies().holdBack(Topics.FRAUD_CHECKS);
      payments.when(wallet("p1", "wallet-1").pays("shop", 300)).after(Duration.ofSeconds(3));
      payments.after(Duration.ofSeconds(62));
      payments.thenPayment("p1").hasFailed("fraud_verdict_missing");

      payments.topologies().release(Topics.FRAUD_CHECKS);

      payments.thenPayment("p1").hasFailed("fraud_verdict_missing");
      payments.thenBalance("wallet-1").hasPosted(1_000).hasAvailable(1_000);
      assertThat(payments.topologies().sent(Topics.FRAUD_VERDICTS))
          .extracting(FraudVerdict::getTick)
          .contains(true);
    }
  }

  private static PaymentScenario screened() {
    PaymentScenario payments =
        PaymentScenario.of(
            List.of(
                builder -> BalancesTopology.build(builder, 1),
                builder ->
                    PaymentsTopology.build(
                        builder, 1, PaymentRules.DEFAULT, new SimpleMeterRegistry()),
                builder ->
                    FraudTopology.build(
                        builder, 1, FraudRulesFile.defaults(), new SimpleMeterRegistry())));
    payments.givenMerchant("shop");
    for (int i = 0; i < PAYMENTS; i++) {
      payments.givenWallet("wallet-" + i, 1_000);
    }
    return payments;
  }
}
