package io.penstock.domain.reconciliation;

import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the latest line with what is expected. */
final class Comparison {

  private Comparison() {}

  /**
   * What differs, the gravest first. Sums of two currencies are not compared: there the currency is
   * the mismatch. A fee that nobody named is never wrong.
   *
   * @param alike how many lines in a row have said the same
   */
  static List<Mismatch> of(
      ReconciliationResult.Builder facts, int alike, FeeTolerance feeTolerance) {
    List<Mismatch> mismatches = new ArrayList<>();
    if (!facts.getExpectedCurrency().equals(facts.getReportedCurrency())) {
      mismatches.add(
          new Mismatch("currency", facts.getExpectedCurrency(), facts.getReportedCurrency()));
    } else {
      if (!facts.getExpectedAmountMinor().equals(facts.getReportedAmountMinor())) {
        mismatches.add(
            mismatch("amount", facts.getExpectedAmountMinor(), facts.getReportedAmountMinor()));
      }
      Long expectedFee = facts.getExpectedFeeMinor();
      if (expectedFee != null && !feeTolerance.allows(expectedFee, facts.getReportedFeeMinor())) {
        mismatches.add(mismatch("fee", expectedFee, facts.getReportedFeeMinor()));
      }
    }
    if (alike > 1) {
      mismatches.add(mismatch("lines", 1, alike));
    }
    return List.copyOf(mismatches);
  }

  /** The same as a sentence; null where nothing differs. */
  static @Nullable String sentence(List<Mismatch> mismatches) {
    return mismatches.isEmpty()
        ? null
        : mismatches.stream()
            .map(m -> m.getField() + ": expected " + m.getExpected() + ", got " + m.getReported())
            .collect(Collectors.joining("; "));
  }

  private static Mismatch mismatch(String field, long expected, long reported) {
    return new Mismatch(field, Long.toString(expected), Long.toString(reported));
  }
}
