package io.penstock.topologies.fraud;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.fraud.ListedCheck;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Topics;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.ReferenceTable;
import io.penstock.topologies.flows.FlowProcessor;
import io.penstock.topologies.flows.Outputs;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Screens payments. All checks of a payer or card meet in one partition, where its history lives;
 * the block and allow lists are known everywhere. One hop: the check in, the verdict out.
 */
public final class FraudTopology {
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
    ReferenceTable.add(builder, Topics.FRAUD_LISTS, StoreCatalogue.LISTED_SUBJECTS);

    screening(partitions, rules, meters)
        .decide(Topics.read(builder, "read-checks", Topics.FRAUD_CHECKS), "screen-payment");
  }

  private static FlowProcessor.Wiring<FraudHistory, ListedCheck> screening(
      int partitions, FraudRules rules, MeterRegistry meters) {
    return new FlowProcessor.Wiring<>(
        new FraudScreening(rules),
        StoreCatalogue.SUBJECT_HISTORIES,
        null,
        context -> new FraudInbox(partitions, context, meters),
        List.of(),
        new Outputs()
            .sentOn(Topics.FRAUD_CHECKS)
            .to(Topics.FRAUD_VERDICTS, Keys::fraudVerdict)
            .to(Topics.VIEW_LISTINGS, Keys::listing));
  }
}
