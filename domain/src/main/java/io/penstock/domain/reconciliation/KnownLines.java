package io.penstock.domain.reconciliation;

import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReportedSum;
import io.penstock.schemas.SettlementLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which lines are the same. Within a case, a line is known by its id; one without an id is known by
 * what it says: amount, currency and fee. So a report may come by several ways, and again, and says
 * it once, while two ids are money twice.
 */
public final class KnownLines {

  private KnownLines() {}

  /**
   * Whether a line changes nothing, going by a case's versions alone. A line whose id is not in
   * them may still be known to the case.
   */
  public static boolean isIn(List<ReconciliationResult> versions, SettlementLine line) {
    Predicate<ReconciliationResult> isSame =
        line.getLineId() == null
            ? version -> saysTheSame(version, line)
            : version -> line.getLineId().equals(version.getLineId());
    return versions.stream().anyMatch(isSame);
  }

  /** Whether the latest line of a version says the same. */
  static boolean saysTheSame(ReconciliationResult version, SettlementLine line) {
    return version.getLines() > 0
        && Long.valueOf(line.getAmountMinor()).equals(version.getReportedAmountMinor())
        && Long.valueOf(line.getFeeMinor()).equals(version.getReportedFeeMinor())
        && line.getCurrency().equals(version.getReportedCurrency());
  }

  /** Whether a case has the line, under its id or without one. */
  static boolean isKnown(ReconciliationCase state, SettlementLine line) {
    return isIn(state, line) || isOneWithoutId(state, line);
  }

  /** Whether a case has accepted this very line. */
  static boolean isIn(ReconciliationCase state, SettlementLine line) {
    if (line.getLineId() != null) {
      return state.getLineIds().contains(line.getLineId());
    }
    // What a case of an earlier version has said before its latest line is not known any more.
    return saysTheSame(state.getResult(), line)
        || state.getSums().stream().anyMatch(sum -> saysTheSame(sum, line));
  }

  /** Whether a line with an unknown id is one that a case accepted before it had an id. */
  static boolean isOneWithoutId(ReconciliationCase state, SettlementLine line) {
    return line.getLineId() != null
        && state.getSums().stream().anyMatch(sum -> sum.getUnnamed() && saysTheSame(sum, line));
  }

  /** The line that came without an id has this one. */
  static void name(ReconciliationCase.Builder kept, SettlementLine line) {
    put(kept, line);
    List<SettlementLine> waiting = new ArrayList<>(kept.getWaiting());
    waiting.replaceAll(
        each -> each.getLineId() == null && saysTheSame(sumOf(each), line) ? line : each);
    kept.setWaiting(waiting);
  }

  /** An unknown line is accepted. */
  static void put(ReconciliationCase.Builder kept, SettlementLine line) {
    if (line.getLineId() != null) {
      List<String> ids = new ArrayList<>(kept.getLineIds());
      ids.add(line.getLineId());
      kept.setLineIds(ids);
    }
    List<ReportedSum> sums = new ArrayList<>(kept.getSums());
    sums.removeIf(sum -> saysTheSame(sum, line));
    sums.add(sumOf(line));
    kept.setSums(sums);
  }

  private static ReportedSum sumOf(SettlementLine line) {
    return new ReportedSum(
        line.getAmountMinor(), line.getCurrency(), line.getFeeMinor(), line.getLineId() == null);
  }

  private static boolean saysTheSame(ReportedSum sum, SettlementLine line) {
    return sum.getAmountMinor() == line.getAmountMinor()
        && sum.getFeeMinor() == line.getFeeMinor()
        && sum.getCurrency().equals(line.getCurrency());
  }
}
