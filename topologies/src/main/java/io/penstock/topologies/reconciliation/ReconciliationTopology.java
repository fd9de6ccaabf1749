package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.Topics.PAYMENT_EVENTS;
import static io.penstock.schemas.Topics.RECONCILIATION_CHANGES;
import static io.penstock.schemas.Topics.RECONCILIATION_COMMANDS;
import static io.penstock.schemas.Topics.RECONCILIATION_OUTCOMES;
import static io.penstock.schemas.Topics.RECONCILIATION_RESULTS;
import static io.penstock.schemas.Topics.RECONCILIATION_SUMMARIES;
import static io.penstock.schemas.Topics.SETTLEMENTS_REPORTED;
import static io.penstock.schemas.Topics.SETTLEMENT_MATCHING;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;
import static io.penstock.streams.stores.StoreCatalogue.RECONCILIATION_COUNTS;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.schemas.Readers;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.streams.Guard;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

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
    build(builder, rules, Retention.DEFAULT.history(), meters);
  }

  /**
   * The same with another retention.
   *
   * @param retention how long a case that was compared is remembered after its last change
   */
  public static void build(
      StreamsBuilder builder, ReconciliationRules rules, Duration retention, MeterRegistry meters) {
    var stores = StoredCases.Stores.keptFor(retention);
    var inputs =
        widen(PAYMENT_EVENTS.stream(builder))
            .merge(widen(SETTLEMENTS_REPORTED.stream(builder)), Named.as("with-lines"))
            .merge(widen(SETTLEMENT_MATCHING.stream(builder)), Named.as("with-matching"))
            .merge(widen(RECONCILIATION_COMMANDS.stream(builder)), Named.as("with-commands"));

    var decisions =
        inputs.process(
            Guard.of(new ReconciliationProcessor.Supplier(rules, stores, meters)),
            Named.as("decide-cases"));

    send(SETTLEMENT_MATCHING, decisions);
    send(RECONCILIATION_RESULTS, decisions);
    send(RECONCILIATION_OUTCOMES, decisions);
    send(TRANSFER_STEPS, decisions);
    send(VIEW_LISTINGS, decisions);
    send(RECONCILIATION_CHANGES, decisions);
    RECONCILIATION_SUMMARIES.send(summaries(builder, retention));
  }

  private static KStream<String, ReconciliationSummary> summaries(
      StreamsBuilder builder, Duration caseRetention) {
    // A count must outlive the last case that may still change it.
    Duration retention = caseRetention.plus(RECONCILIATION_COUNTS.segment());
    return RECONCILIATION_CHANGES.stream(builder)
        .process(
            Guard.of(new SummaryProcessor.Supplier(RECONCILIATION_COUNTS.keptFor(retention))),
            Named.as("sum-up"));
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
