package io.penstock.topologies.balances;

import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;

/**
 * Moves money. Transfers and account commands are decided in one pass at the partition of their
 * account; credits travel to theirs and, where they cannot be applied, come back.
 */
public final class BalancesTopology {
  private BalancesTopology() {}

  /**
   * Adds the topology to a builder of {@code StreamsSettings.builder}.
   *
   * @param partitions of every topic of the catalogue
   */
  public static void build(StreamsBuilder builder, int partitions) {
    build(builder, partitions, Retention.DEFAULT.ids());
  }

  /**
   * The same with another retention of ids.
   *
   * @param idRetention how long an id is remembered after its transfer was resolved
   */
  public static void build(StreamsBuilder builder, int partitions, Duration idRetention) {
    var decisions =
        Topics.read(
                builder,
                "read-inputs",
                Topics.TRANSFERS_REQUESTED,
                Topics.TRANSFER_STEPS,
                Topics.ACCOUNT_COMMANDS,
                Topics.CREDIT_LEGS)
            .process(BalancesProcessor.of(partitions, idRetention), Named.as("decide-balances"));

    List.of(
            Topics.ACCOUNT_OUTCOMES,
            Topics.ACCOUNT_BALANCES,
            Topics.ACCOUNT_OWNERS,
            Topics.TRANSFER_OUTCOMES,
            Topics.CREDIT_LEGS,
            // Where a producer's partitioner was wrong:
            Topics.TRANSFERS_REQUESTED,
            Topics.TRANSFER_STEPS,
            Topics.ACCOUNT_COMMANDS)
        .forEach(topic -> topic.send(decisions));
    decisions.to(Topics.LEDGER_ENTRIES.name(), Journal.sentAs(Topics.LEDGER_ENTRIES.sinkName()));
  }
}
