package io.penstock.topologies.fraud;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudVerdict;
import java.util.Locale;

/**
 * Counts verdicts and the rules that fired, as they are given: a transaction that is repeated
 * counts again. What was committed is counted by the sink, under other names.
 */
final class FraudMetrics {
  private final MeterProvider<Counter> verdicts;
  private final MeterProvider<Counter> rules;

  FraudMetrics(MeterRegistry meters) {
    verdicts =
        Counter.builder("penstock.fraud.screening.verdicts")
            .description("Verdicts that were given.")
            .withRegistry(meters);
    rules =
        Counter.builder("penstock.fraud.screening.rules")
            .description("Rules that fired.")
            .withRegistry(meters);
  }

  void count(FraudVerdict verdict) {
    String subject = verdict.getSubjectType().name().toLowerCase(Locale.ROOT);
    String decision = verdict.getDecision().name().toLowerCase(Locale.ROOT);
    verdicts.withTags("subject", subject, "decision", decision).increment();
    for (FiredRule rule : verdict.getRules()) {
      rules.withTags("subject", subject, "rule", rule.getRule()).increment();
    }
  }
}
