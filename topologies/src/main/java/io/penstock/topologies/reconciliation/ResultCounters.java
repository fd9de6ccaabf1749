package io.penstock.topologies.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.schemas.ReconciliationResult;
import java.util.Locale;
import java.util.Objects;

/** Counts new versions of cases by status and PSP. */
final class ResultCounters {
  private static final String NAME = "penstock.reconciliation.results";

  private final MeterProvider<Counter> counters;

  ResultCounters(MeterRegistry meters) {
    this.counters =
        Counter.builder(NAME)
            .description("New versions of reconciliation cases")
            .withRegistry(meters);
  }

  void count(ReconciliationResult result) {
    counters
        .withTags(
            "status",
            result.getStatus().name().toLowerCase(Locale.ROOT),
            "psp",
            Objects.requireNonNullElse(result.getPsp(), "unknown"))
        .increment();
  }
}
