package io.penstock.topologies.reconciliation;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.reconciliation.Reconciliation;
import io.penstock.domain.reconciliation.ReconciliationInput;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.domain.reconciliation.SummaryChanges;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.Topics;
import io.penstock.streams.RefusedRecordException;
import io.penstock.streams.stores.EndingStore;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.flows.FlowProcessor;
import io.penstock.topologies.flows.Inbox;
import io.penstock.topologies.flows.Outputs;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reconciles: what moved at a PSP on one side, the lines of its settlement reports on the other,
 * joined at the partition of the payment. A line that names only a reference asks at the partition
 * of the reference whose it is. The clock closes what nobody reports.
 */
public final class ReconciliationTopology {
  private ReconciliationTopology() {}

  /**
   * Adds the topology to a builder of {@code StreamsSettings.builder}.
   *
   * @param retention how long a case that was compared is remembered after its last change
   * @param meters where results are counted by status and PSP
   */
  public static void build(
      StreamsBuilder builder, ReconciliationRules rules, Duration retention, MeterRegistry meters) {
    cases(rules, retention, meters)
        .decide(
            Topics.read(
                builder,
                "read-inputs",
                Topics.PAYMENT_EVENTS,
                Topics.SETTLEMENTS_REPORTED,
                Topics.SETTLEMENT_MATCHING,
                Topics.RECONCILIATION_COMMANDS),
            "decide-cases");
    summaries(retention)
        .decide(Topics.read(builder, "read-changes", Topics.RECONCILIATION_CHANGES), "sum-up");
  }

  private static FlowProcessor.Wiring<ReconciliationCase, ReconciliationInput> cases(
      ReconciliationRules rules, Duration retention, MeterRegistry meters) {
    var references = StoreCatalogue.ANNOUNCED_REFERENCES.keptFor(retention);
    return new FlowProcessor.Wiring<>(
        (before, input, nowMs) -> Reconciliation.decide(before, input, rules, nowMs).asFlow(),
        new EndingStore<>(
            StoreCatalogue.OPEN_CASES,
            StoreCatalogue.COMPARED_CASES.keptFor(retention),
            Reconciliation::isCompared),
        new FlowProcessor.Alarm<>(
            StoreCatalogue.SETTLEMENT_DEADLINES,
            UnaryOperator.identity(),
            Reconciliation::wakeAtMs,
            new ReconciliationInput.ClockStruck(),
            true),
        context -> new ReconciliationInbox(context, references, meters),
        List.of(references),
        new Outputs()
            .to(Topics.SETTLEMENT_MATCHING, ReconciliationTopology::placeOf)
            .to(
                Topics.RECONCILIATION_RESULTS,
                result -> Keys.version(result.getCaseId(), result.getVersion()))
            .to(Topics.RECONCILIATION_OUTCOMES, Keys::resolutionAnswer)
            .to(Topics.TRANSFER_STEPS, transfer -> Objects.requireNonNull(TransferKey.of(transfer)))
            .to(Topics.VIEW_LISTINGS, Keys::listing)
            .to(Topics.RECONCILIATION_CHANGES, Keys::reconciliationSummary));
  }

  /** The partition of the reference or of the payment. */
  private static String placeOf(SettlementMatching matching) {
    return Ids.root(
        switch (matching.getStep()) {
          case ANNOUNCE, LOOK_UP, RESOLVE -> matching.getReference();
          case DELIVER, RESOLVED -> matching.getPaymentId();
        });
  }

  private static FlowProcessor.Wiring<ReconciliationSummary, ReconciliationSummary> summaries(
      Duration caseRetention) {
    // A count must outlive the last case that may still change it.
    Duration retention = caseRetention.plus(StoreCatalogue.RECONCILIATION_COUNTS.segment());
    return new FlowProcessor.Wiring<>(
        SummaryChanges::decide,
        StoreCatalogue.RECONCILIATION_COUNTS.keptFor(retention),
        null,
        _ -> ReconciliationTopology::change,
        List.of(),
        new Outputs().to(Topics.RECONCILIATION_SUMMARIES, Keys::reconciliationSummary));
  }

  private static List<Inbox.Letter<ReconciliationSummary>> change(
      Record<String, SpecificRecord> record) {
    if (!(record.value() instanceof ReconciliationSummary change)) {
      throw new RefusedRecordException("a record without a value says nothing");
    }
    if (!Keys.reconciliationSummary(change).equals(record.key())) {
      throw new RefusedRecordException("a change has the key of what it changes");
    }
    return List.of(new Inbox.Tell<>(record.key(), change));
  }
}
