package io.penstock.domain.reconciliation;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a case's new version does to the counts and sums. */
public final class SummaryChanges {

  private SummaryChanges() {}

  /**
   * The old version is taken out, the new one put in.
   *
   * @param before null: the case was not told before
   * @param after null: the case is counted no more
   */
  static List<ReconciliationSummary> of(
      @Nullable ReconciliationResult before, @Nullable ReconciliationResult after) {
    List<ReconciliationSummary> changes = new ArrayList<>();
    if (before != null) {
      changes.add(counted(before, -1, Math.negateExact(sum(before))));
    }
    if (after != null) {
      changes.add(counted(after, 1, sum(after)));
    }
    return changes.size() == 2 && cancelOut(changes.getFirst(), changes.getLast())
        ? List.of()
        : List.copyOf(changes);
  }

  /**
   * Adds a change to the counts and sums of its key.
   *
   * @param before null: nothing was counted there so far
   */
  public static FlowDecision<ReconciliationSummary> decide(
      @Nullable ReconciliationSummary before, ReconciliationSummary change, long nowMs) {
    ReconciliationSummary after =
        before == null
            ? change
            : ReconciliationSummary.newBuilder(change)
                .setCount(Math.addExact(before.getCount(), change.getCount()))
                .setSumMinor(Math.addExact(before.getSumMinor(), change.getSumMinor()))
                .build();
    return new FlowDecision<>(after, List.of(after));
  }

  private static boolean cancelOut(ReconciliationSummary out, ReconciliationSummary in) {
    return out.getDay().equals(in.getDay())
        && out.getStatus() == in.getStatus()
        && out.getCurrency().equals(in.getCurrency())
        && out.getPsp().equals(in.getPsp())
        && out.getSumMinor() == -in.getSumMinor();
  }

  private static ReconciliationSummary counted(ReconciliationResult result, long count, long sum) {
    String currency =
        result.getExpectedCurrency() == null
            ? result.getReportedCurrency()
            : result.getExpectedCurrency();
    return new ReconciliationSummary(
        Instant.ofEpochMilli(result.getOccurredAtMs())
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .toString(),
        result.getStatus(),
        Objects.requireNonNull(currency, "a case is expected or reported"),
        Objects.requireNonNullElse(result.getPsp(), ""),
        count,
        sum);
  }

  private static long sum(ReconciliationResult result) {
    Long sum =
        result.getExpectedAmountMinor() == null
            ? result.getReportedAmountMinor()
            : result.getExpectedAmountMinor();
    return Objects.requireNonNull(sum, "a case is expected or reported");
  }
}
