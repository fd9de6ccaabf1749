package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.Topics.RECONCILIATION_CHANGES;
import static io.penstock.schemas.Topics.RECONCILIATION_OUTCOMES;
import static io.penstock.schemas.Topics.RECONCILIATION_RESULTS;
import static io.penstock.schemas.Topics.SETTLEMENT_MATCHING;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;

import io.penstock.domain.reconciliation.CaseDecision;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.Topic;
import io.penstock.schemas.TransferCommand;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends what was decided about cases to where it belongs. */
final class CaseOutputs {
  /** The list of all cases in the views. */
  private static final String LIST = "reconciliation";

  private final ProcessorContext<String, Object> context;
  private final ResultCounters counters;

  CaseOutputs(ProcessorContext<String, Object> context, ResultCounters counters) {
    this.context = context;
    this.counters = counters;
  }

  void send(CaseDecision decision) {
    if (decision.told() != null) {
      tell(decision.told());
    }
    for (TransferCommand transfer : decision.bookings()) {
      send(TRANSFER_STEPS, Objects.requireNonNull(TransferKey.of(transfer)), transfer);
    }
    decision.delivered().forEach(this::pass);
    for (ReconciliationSummary change : decision.counted()) {
      send(RECONCILIATION_CHANGES, Keys.reconciliationSummary(change), change);
    }
  }

  private void tell(ReconciliationResult result) {
    send(RECONCILIATION_RESULTS, Keys.version(result.getCaseId(), result.getVersion()), result);
    if (result.getVersion() == 1) {
      Listing place = new Listing(LIST, result.getCaseId(), result.getOccurredAtMs());
      send(VIEW_LISTINGS, Keys.listing(place), place);
    }
    counters.count(result);
  }

  void answer(ResolutionOutcome outcome) {
    send(RECONCILIATION_OUTCOMES, Keys.resolutionAnswer(outcome), outcome);
  }

  /** To the partition of the reference or of the payment. */
  void pass(SettlementMatching matching) {
    String to =
        switch (matching.getStep()) {
          case ANNOUNCE, LOOK_UP, RESOLVE -> matching.getReference();
          case DELIVER, RESOLVED -> matching.getPaymentId();
        };
    send(SETTLEMENT_MATCHING, Ids.root(to), matching);
  }

  private void send(Topic<?> topic, String key, Object value) {
    context.forward(new Record<>(key, value, context.currentSystemTimeMs()), topic.sinkName());
  }
}
