package io.penstock.domain.reconciliation;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Listing;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.TransferCommand;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input, told apart for whoever reads the rules; {@link #asFlow} is what is
 * sent.
 *
 * @param after the case as it stands now; null: it is forgotten
 * @param told the case's new version; null: nothing changed that is worth telling
 * @param bookings transfers for the ledger
 * @param counted what to add to the summaries: counts of 1 and -1 with their sums
 * @param delivered lines for the case of their payment
 * @param answer to the command that a person gave; null: nobody did
 */
public record CaseDecision(
    @Nullable ReconciliationCase after,
    @Nullable ReconciliationResult told,
    List<TransferCommand> bookings,
    List<ReconciliationSummary> counted,
    List<SettlementMatching> delivered,
    @Nullable ResolutionOutcome answer) {
  /** The list of all cases in the views. */
  private static final String LIST = "reconciliation";

  /** The same with a message for another case. */
  CaseDecision delivering(SettlementMatching message) {
    return new CaseDecision(after, told, bookings, counted, List.of(message), answer);
  }

  /** The same with the answer to a command. */
  CaseDecision answering(ResolutionOutcome outcome) {
    return new CaseDecision(after, told, bookings, counted, delivered, outcome);
  }

  /** As one flow's decision: the case's new state, and all that is sent, in order. */
  public FlowDecision<ReconciliationCase> asFlow() {
    List<SpecificRecord> outputs = new ArrayList<>();
    if (told != null) {
      outputs.add(told);
    }
    if (told != null && told.getVersion() == 1) {
      outputs.add(new Listing(LIST, told.getCaseId(), told.getOccurredAtMs()));
    }
    outputs.addAll(bookings);
    outputs.addAll(delivered);
    outputs.addAll(counted);
    if (answer != null) {
      outputs.add(answer);
    }
    return after == null ? FlowDecision.forgotten(outputs) : new FlowDecision<>(after, outputs);
  }

  static CaseDecision unchanged(@Nullable ReconciliationCase before) {
    return new CaseDecision(before, null, List.of(), List.of(), List.of(), null);
  }
}
