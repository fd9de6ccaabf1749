package io.penstock.domain.reconciliation;

import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.TransferCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input: all of it happens in one transaction, or nothing.
 *
 * @param after the case as it stands now; null: it is forgotten
 * @param told the case's new version; null: nothing changed that is worth telling
 * @param bookings transfers for the ledger
 * @param counted what to add to the summaries: counts of 1 and -1 with their sums
 * @param delivered lines for the case of their payment
 * @param wakeAtMs when the clock is to strike for the case, milliseconds since 1970; null: never
 */
public record CaseDecision(
    @Nullable ReconciliationCase after,
    @Nullable ReconciliationResult told,
    List<TransferCommand> bookings,
    List<ReconciliationSummary> counted,
    List<SettlementMatching> delivered,
    @Nullable Long wakeAtMs) {

  /** The same with a message for another case. */
  CaseDecision delivering(SettlementMatching message) {
    return new CaseDecision(after, told, bookings, counted, List.of(message), wakeAtMs);
  }

  static CaseDecision unchanged(@Nullable ReconciliationCase before) {
    return new CaseDecision(before, null, List.of(), List.of(), List.of(), null);
  }
}
