package io.penstock.topologies.balances;

import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;
import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.ACCOUNT_OWNERS;
import static io.penstock.schemas.Topics.CREDIT_LEGS;
import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;

import io.penstock.schemas.Readers;
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
  /** The application id, the same in every mode, so that state and changelogs are. */
  public static final String APPLICATION_ID = Readers.BALANCES;

  /** The dead-letter topic of this topology. */
  public static final String DEAD_LETTERS = Topics.BALANCES_DEAD_LETTERS;

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
                TRANSFERS_REQUESTED,
                TRANSFER_STEPS,
                ACCOUNT_COMMANDS,
                CREDIT_LEGS)
            .process(BalancesProcessor.of(partitions, idRetention), Named.as("decide-balances"));

    List.of(
            ACCOUNT_OUTCOMES,
            ACCOUNT_BALANCES,
            ACCOUNT_OWNERS,
            TRANSFER_OUTCOMES,
            CREDIT_LEGS,
            // Where a producer's partitioner was wrong:
            TRANSFERS_REQUESTED,
            TRANSFER_STEPS,
            ACCOUNT_COMMANDS)
        .forEach(topic -> topic.send(decisions));
    decisions.to(LEDGER_ENTRIES.name(), EncodedEntry.sentAs(LEDGER_ENTRIES.sinkName()));
  }
}
