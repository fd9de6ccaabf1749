package io.penstock.topologies.payments;

import static io.penstock.schemas.Topics.ACCOUNT_OWNERS;
import static io.penstock.schemas.Topics.FRAUD_CHECKS;
import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.MERCHANT_TERMS;
import static io.penstock.schemas.Topics.PAYMENT_COMMANDS;
import static io.penstock.schemas.Topics.PAYMENT_EVENTS;
import static io.penstock.schemas.Topics.PAYMENT_PARTIES;
import static io.penstock.schemas.Topics.PSP_REQUESTS;
import static io.penstock.schemas.Topics.PSP_RESULTS;
import static io.penstock.schemas.Topics.REFUND_EVENTS;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.payments.PaymentFlow;
import io.penstock.domain.payments.PaymentInput;
import io.penstock.domain.payments.PaymentRest;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.payments.Waits;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.streams.Guard;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.ReferenceTable;
import io.penstock.topologies.flows.EndingStates;
import io.penstock.topologies.flows.FlowProcessor;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/** Decides each payment's fate: commands and outcomes in, events and requests out. */
public final class PaymentsTopology {
  /** The application id, the same in every mode, so that state and changelogs are. */
  public static final String APPLICATION_ID = Readers.PAYMENTS;

  /** The dead-letter topic of this topology. */
  public static final String DEAD_LETTERS = Topics.PAYMENTS_DEAD_LETTERS;

  /** The meter of what somebody else made the ledger say under the name of a payment's step. */
  static final String FOREIGN = "penstock.flows.foreign";

  /** Where searches for parties go on. */
  static final String SEARCH_ON = "search-on";

  private PaymentsTopology() {}

  /**
   * Adds the topology to a builder of {@code StreamsSettings.builder}.
   *
   * @param partitions of every topic of the catalogue
   * @param meters where outcomes are counted that no payment had asked for
   */
  public static void build(
      StreamsBuilder builder, int partitions, PaymentRules rules, MeterRegistry meters) {
    build(builder, partitions, rules, Retention.DEFAULT, meters);
  }

  /**
   * The same with another retention.
   *
   * @param retention how long a payment that has ended is remembered after its last change, and the
   *     id of a refund that was refused
   */
  public static void build(
      StreamsBuilder builder,
      int partitions,
      PaymentRules rules,
      Retention retention,
      MeterRegistry meters) {
    ReferenceTable.add(builder, MERCHANT_TERMS, StoreCatalogue.MERCHANT_TERMS);
    var searches = PAYMENT_PARTIES.stream(builder);
    var inputs =
        widen(PAYMENT_COMMANDS.stream(builder))
            .merge(
                widen(searches.filter(PaymentsTopology::isFound, Named.as("found-parties"))),
                Named.as("with-found-parties"))
            .merge(widen(TRANSFER_OUTCOMES.stream(builder)), Named.as("with-transfer-outcomes"))
            .merge(widen(PSP_RESULTS.stream(builder)), Named.as("with-psp-results"))
            .merge(widen(FRAUD_VERDICTS.stream(builder)), Named.as("with-fraud-verdicts"));

    var decisions =
        inputs.process(
            FlowProcessor.of(wiring(partitions, rules, retention, meters)),
            Named.as("decide-payments"));

    PAYMENT_PARTIES.send(searches(builder, searches, partitions), SEARCH_ON);

    send(PAYMENT_EVENTS, decisions);
    send(REFUND_EVENTS, decisions);
    send(TRANSFER_STEPS, decisions);
    send(FRAUD_CHECKS, decisions);
    send(PSP_REQUESTS, decisions);
    send(VIEW_LISTINGS, decisions);
    send(PAYMENT_PARTIES, decisions);
    // Where a producer's partitioner was wrong:
    send(PAYMENT_COMMANDS, decisions);
    send(PSP_RESULTS, decisions);
    send(FRAUD_VERDICTS, decisions);
  }

  /** The accounts of owners and those who look for them meet at the owner's partition. */
  @SuppressWarnings("unchecked")
  private static KStream<String, PartySearch> searches(
      StreamsBuilder builder, KStream<String, PartySearch> searches, int partitions) {
    return (KStream<String, PartySearch>)
        (KStream<String, ?>)
            widen(searches.filterNot(PaymentsTopology::isFound, Named.as("wanted-parties")))
                .merge(widen(ACCOUNT_OWNERS.stream(builder)), Named.as("with-owners"))
                .process(Guard.of(new PartyFinder.Supplier(partitions)), Named.as("find-parties"));
  }

  private static boolean isFound(String key, @Nullable PartySearch search) {
    return search != null && search.getStep() == PartyStep.FOUND;
  }

  private static FlowProcessor.Wiring<Payment, PaymentInput> wiring(
      int partitions, PaymentRules rules, Retention retention, MeterRegistry meters) {
    ExpiringStore<Refund> refused = StoreCatalogue.REFUSED_REFUNDS.keptFor(retention.ids());
    return new FlowProcessor.Wiring<>(
        new PaymentFlow(rules),
        new EndingStates.Stores<>(
            StoreCatalogue.OPEN_PAYMENTS,
            StoreCatalogue.ENDED_PAYMENTS.keptFor(retention.history()),
            PaymentRest::hasEnded),
        StoreCatalogue.PAYMENT_TIMERS,
        context -> new PaymentInbox(partitions, context, refused.open(context)),
        List.of(refused.builder()),
        Waits::wakeAtMs,
        new PaymentInput.TimeCame(),
        PaymentOutbox::addressOf,
        Counter.builder(FOREIGN)
            .tag("flow", "payments")
            .description("Outcomes under a payment's name that it had not asked for.")
            .register(meters));
  }

  /** The processor forwards each output to the sink of its topic by name. */
  @SuppressWarnings("unchecked")
  private static <V extends SpecificRecord> void send(
      Topic<V> topic, KStream<String, SpecificRecord> decisions) {
    topic.send((KStream<String, V>) decisions);
  }

  @SuppressWarnings("unchecked")
  private static KStream<String, SpecificRecord> widen(
      KStream<String, ? extends SpecificRecord> stream) {
    return (KStream<String, SpecificRecord>) stream;
  }
}
