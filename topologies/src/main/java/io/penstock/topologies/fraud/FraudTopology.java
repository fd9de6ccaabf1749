package io.penstock.topologies.fraud;

import static io.penstock.schemas.Topics.FRAUD_CHECKS;
import static io.penstock.schemas.Topics.FRAUD_LISTS;
import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;
import static io.penstock.streams.stores.StoreCatalogue.LISTED_SUBJECTS;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.streams.Guard;
import io.penstock.topologies.ReferenceTable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Screens payments. All checks of a payer or card meet in one partition, where its history lives;
 * the block and allow lists are known everywhere. One hop: the check in, the verdict out.
 */
public final class FraudTopology {
  /** The application id, the same in every mode, so that state and changelogs are. */
  public static final String APPLICATION_ID = Readers.FRAUD;

  /** The dead-letter topic of this topology. */
  public static final String DEAD_LETTERS = Topics.FRAUD_DEAD_LETTERS;

  private FraudTopology() {}

  /**
   * Adds the topology to a builder of {@code StreamsSettings.builder}.
   *
   * @param partitions of every topic of the catalogue
   * @param rules to ask; {@code FraudRulesFile} reads them
   * @param meters where verdicts and fired rules are counted
   */
  public static void build(
      StreamsBuilder builder, int partitions, FraudRules rules, MeterRegistry meters) {
    ReferenceTable.add(builder, FRAUD_LISTS, LISTED_SUBJECTS);

    KStream<String, SpecificRecord> screened =
        FRAUD_CHECKS.stream(builder)
            .process(
                Guard.of(new FraudProcessor.Supplier(partitions, rules, new FraudMetrics(meters))),
                Named.as("screen-payment"));

    send(FRAUD_CHECKS, screened);
    send(FRAUD_VERDICTS, screened);
    send(VIEW_LISTINGS, screened);
  }

  /** The processor forwards each output to the sink of its topic by name. */
  @SuppressWarnings("unchecked")
  private static <V extends SpecificRecord> void send(
      Topic<V> topic, KStream<String, SpecificRecord> screened) {
    topic.send((KStream<String, V>) screened);
  }
}
