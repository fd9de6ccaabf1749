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
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.streams.Guard;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

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
    var inputs =
        widen(TRANSFERS_REQUESTED.stream(builder))
            .merge(widen(TRANSFER_STEPS.stream(builder)), Named.as("with-transfer-steps"))
            .merge(widen(ACCOUNT_COMMANDS.stream(builder)), Named.as("with-account-commands"))
            .merge(widen(CREDIT_LEGS.stream(builder)), Named.as("with-credit-legs"));

    var decisions =
        inputs.process(
            Guard.of(new BalancesProcessor.Supplier(partitions, idRetention)),
            Named.as("decide-balances"));

    send(TRANSFERS_REQUESTED, decisions);
    send(TRANSFER_STEPS, decisions);
    send(ACCOUNT_COMMANDS, decisions);
    send(ACCOUNT_OUTCOMES, decisions);
    send(ACCOUNT_BALANCES, decisions);
    send(ACCOUNT_OWNERS, decisions);
    send(TRANSFER_OUTCOMES, decisions);
    send(CREDIT_LEGS, decisions);
    sendEntries(decisions);
  }

  /** The processor forwards each output to the sink of its topic by name. */
  @SuppressWarnings("unchecked")
  private static <V extends SpecificRecord> void send(
      Topic<V> topic, KStream<String, Object> decisions) {
    topic.send((KStream<String, V>) (KStream<String, ?>) decisions);
  }

  /** Entries arrive here as the bytes whose hash is in the chain. */
  @SuppressWarnings("unchecked")
  private static void sendEntries(KStream<String, Object> decisions) {
    ((KStream<String, EncodedEntry>) (KStream<String, ?>) decisions)
        .to(
            LEDGER_ENTRIES.name(),
            Produced.<String, EncodedEntry>as(LEDGER_ENTRIES.sinkName())
                .withKeySerde(Serdes.String())
                .withValueSerde(EncodedEntry.SERDE)
                .withStreamPartitioner(EncodedEntry::placement));
  }

  @SuppressWarnings("unchecked")
  private static KStream<String, SpecificRecord> widen(
      KStream<String, ? extends SpecificRecord> stream) {
    return (KStream<String, SpecificRecord>) stream;
  }
}
