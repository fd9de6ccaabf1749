package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.Topics.PAYMENT_EVENTS;
import static io.penstock.schemas.Topics.RECONCILIATION_RESULTS;
import static io.penstock.schemas.Topics.RECONCILIATION_SUMMARIES;
import static io.penstock.schemas.Topics.SETTLEMENTS_REPORTED;
import static io.penstock.schemas.Topics.SETTLEMENT_MATCHING;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.domain.reconciliation.SummaryChanges;
import io.penstock.schemas.Readers;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.StoreCatalogue;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.streams.Guard;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/**
 * Reconciles: what moved at a PSP on one side, the lines of its settlement reports on the other,
 * joined at the partition of the payment. A line that names only a reference asks at the partition
 * of the reference whose it is. The clock closes what nobody reports.
 */
public final class ReconciliationTopology {
  /** The application id, the same in every mode, so that state and changelogs are. */
  public static final String APPLICATION_ID = Readers.RECONCILIATION;

  /** The dead-letter topic of this topology. */
  public static final String DEAD_LETTERS = Topics.RECONCILIATION_DEAD_LETTERS;

  private ReconciliationTopology() {}

  /**
   * Adds the topology to a builder of {@code StreamsSettings.builder}.
   *
   * @param meters where results are counted by status and PSP
   */
  public static void build(
      StreamsBuilder builder, ReconciliationRules rules, MeterRegistry meters) {
    var inputs =
        widen(PAYMENT_EVENTS.stream(builder))
            .merge(widen(SETTLEMENTS_REPORTED.stream(builder)), Named.as("with-lines"))
            .merge(widen(SETTLEMENT_MATCHING.stream(builder)), Named.as("with-matching"));

    var decisions =
        inputs.process(
            Guard.of(new ReconciliationProcessor.Supplier(rules, meters)),
            Named.as("decide-cases"));

    send(SETTLEMENT_MATCHING, decisions);
    send(RECONCILIATION_RESULTS, decisions);
    send(TRANSFER_STEPS, decisions);
    send(VIEW_LISTINGS, decisions);
    RECONCILIATION_SUMMARIES.send(summaries(decisions));
  }

  private static KStream<String, ReconciliationSummary> summaries(
      KStream<String, Object> decisions) {
    return decisions
        .mapValues(
            ReconciliationSummary.class::cast, Named.as(ReconciliationProcessor.SUMMARY_CHANGES))
        .groupByKey(Grouped.as("summary-changes"))
        .reduce(
            SummaryChanges::add,
            Named.as("sum-up"),
            Materialized.<String, ReconciliationSummary>as(
                    Stores.inMemoryKeyValueStore(StoreCatalogue.RECONCILIATION_SUMMARIES.name()))
                .withKeySerde(Serdes.String()))
        .toStream(Named.as("summaries"));
  }

  /** The processor forwards each output to the sink of its topic by name. */
  @SuppressWarnings("unchecked")
  private static <V extends SpecificRecord> void send(
      Topic<V> topic, KStream<String, Object> decisions) {
    topic.send((KStream<String, V>) (KStream<String, ?>) decisions);
  }

  @SuppressWarnings("unchecked")
  private static KStream<String, SpecificRecord> widen(
      KStream<String, ? extends SpecificRecord> stream) {
    return (KStream<String, SpecificRecord>) stream;
  }
}
