package io.penstock.topologies.payments;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.testkit.PaymentScenario;
import io.penstock.topologies.balances.BalancesTopology;
import java.util.List;

/** Payments on a real ledger; PSP and screening are played by the scenario. */
final class Scenario {

  private Scenario() {}

  static PaymentScenario start() {
    return start(PaymentRules.DEFAULT);
  }

  static PaymentScenario start(PaymentRules rules) {
    return start(rules, new SimpleMeterRegistry());
  }

  static PaymentScenario start(PaymentRules rules, MeterRegistry meters) {
    return PaymentScenario.of(
        List.of(
            builder -> BalancesTopology.build(builder, 1),
            builder -> PaymentsTopology.build(builder, 1, rules, meters)));
  }
}
