package io.penstock.topologies.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Thousands of payments and a report with known faults: each is found and named, nothing else is
 * flagged. {@code -Dreconciliation.payments=N} and {@code -Dreconciliation.seed} vary it.
 */
class FaultyReportTest {
  private static final int PAYMENTS = Integer.getInteger("reconciliation.payments", 10_000);
  private static final long SEED = Long.getLong("reconciliation.seed", System.nanoTime());

  @Test
  void findsEachFaultAndNothingElse() {
    System.out.println("reconciliation.seed=" + SEED);
    try (var psp = new ReconciliationScenario()) {
      var report = new FaultyReport(SEED, PAYMENTS, psp.harness.now());

      report.payments.forEach(payment -> psp.when(payment.succeeded()));
      report.lines.forEach(psp::when);
      // Traffic stops here; each look at the clock closes a part of the windows.
      for (int second = 0; second < 12 + PAYMENTS / 2_000; second++) {
        psp.after(Duration.ofSeconds(1));
      }

      assertThat(found(psp)).isEqualTo(report.findings);
      assertThat(psp.moved()).containsEntry("psp:stripe:USD", report.bookedMinor());
      assertThat(psp.summaries())
          .extracting(summary -> summary.substring(0, summary.indexOf(" of ")))
          .contains(
              "MISSING_SETTLEMENT USD stripe: " + report.count("MISSING"),
              "MISMATCHED USD stripe: " + report.count("MISMATCHED"),
              "MATCHED USD stripe: " + report.count("MATCHED"),
              "UNEXPECTED_SETTLEMENT USD stripe: " + report.count("UNEXPECTED"));

      report.lateLines.forEach(psp::when);

      Map<String, String> afterAll = found(psp);
      assertThat(report.lateLines).isNotEmpty();
      for (SettlementLine.Builder late : report.lateLines) {
        assertThat(afterAll).containsEntry(late.getLineId().replaceFirst("line-", ""), "MATCHED");
      }
    }
  }

  /** The latest status of each case, and what differs. */
  private static Map<String, String> found(ReconciliationScenario psp) {
    Map<String, String> found = new TreeMap<>();
    for (ReconciliationResult result : psp.harness.sent(Topics.RECONCILIATION_RESULTS)) {
      found.put(
          result.getCaseId(),
          (result.getStatus()
                  + result.getMismatches().stream()
                      .map(FaultyReportTest::words)
                      .collect(Collectors.joining()))
              .trim());
    }
    return found;
  }

  private static String words(Mismatch mismatch) {
    return " " + mismatch.getField() + " " + mismatch.getExpected() + " " + mismatch.getReported();
  }
}
