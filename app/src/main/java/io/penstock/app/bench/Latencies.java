package io.penstock.app.bench;

import io.penstock.app.cli.Table;
import io.penstock.benchmarks.Percentiles;
import java.util.Locale;

/** Shows what was measured in microseconds: milliseconds for people. */
final class Latencies {

  private Latencies() {}

  static void add(Table table, Percentiles latency) {
    table
        .row("  p50", millis(latency.p50()))
        .row("  p95", millis(latency.p95()))
        .row("  p99", millis(latency.p99()))
        .row("  max", millis(latency.max()));
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }
}
