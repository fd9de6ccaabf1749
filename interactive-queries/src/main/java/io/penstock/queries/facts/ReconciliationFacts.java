package io.penstock.queries.facts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.penstock.queries.store.Question;
import io.penstock.queries.store.Rows;
import io.penstock.queries.store.View;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reconciliation cases and their summaries, wherever their partition is served. */
public final class ReconciliationFacts {
  /** Behind every digit. */
  private static final char BEHIND_DIGITS = ':';

  private final FactReader facts;

  public ReconciliationFacts(FactReader facts) {
    this.facts = facts;
  }

  /** Every version of a case, oldest first; empty where there is none. */
  public List<ReconciliationResult> versions(String caseId) {
    return facts.all(
        facts.partitionOf(Ids.root(caseId)),
        View.RECONCILIATION_RESULTS,
        caseId + '#',
        Rows.behind(caseId),
        ReconciliationResult.class);
  }

  /** One version of a case, waited for. */
  public Optional<ReconciliationResult> version(String caseId, int version, Duration patience) {
    var question =
        new Question.Keys(View.RECONCILIATION_RESULTS, List.of(Keys.version(caseId, version)));
    return facts.first(Ids.root(caseId), question, patience, ReconciliationResult.class);
  }

  /** The answer to a request about a case, waited for. */
  public Optional<ResolutionOutcome> resolution(
      String caseId, String requestId, Duration patience) {
    var question =
        new Question.Keys(
            View.RESOLUTION_ANSWERS, List.of(Keys.resolutionAnswer(caseId, requestId)));
    return facts.first(Ids.root(caseId), question, patience, ResolutionOutcome.class);
  }

  /** Every version of the cases of a payment's refunds, a list a refund. */
  public List<List<ReconciliationResult>> versionsOfRefunds(String paymentId) {
    String refunds = paymentId + Ids.STEP;
    return List.copyOf(
        facts
            .all(
                facts.partitionOf(paymentId),
                View.RECONCILIATION_RESULTS,
                refunds,
                paymentId + ":;",
                ReconciliationResult.class)
            .stream()
            .collect(groupingBy(ReconciliationResult::getCaseId, TreeMap::new, toList()))
            .values());
  }

  /**
   * The counts of each day, newest first.
   *
   * @param from first day, as 2026-11-20, or empty
   * @param to the day behind the last one, or empty
   */
  public List<ReconciliationSummary> summaries(String from, String to) {
    List<ReconciliationSummary> found = new ArrayList<>();
    for (int partition = 0; partition < facts.partitions(); partition++) {
      found.addAll(
          facts.all(
              partition,
              View.RECONCILIATION_SUMMARIES,
              from,
              to.isEmpty() ? String.valueOf(BEHIND_DIGITS) : to,
              ReconciliationSummary.class));
    }
    return found.stream()
        .filter(summary -> summary.getCount() != 0)
        .sorted(
            Comparator.comparing(ReconciliationSummary::getDay)
                .reversed()
                .thenComparing(ReconciliationSummary::getStatus)
                .thenComparing(ReconciliationSummary::getCurrency)
                .thenComparing(ReconciliationSummary::getPsp))
        .toList();
  }
}
