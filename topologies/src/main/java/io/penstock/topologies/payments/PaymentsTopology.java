package io.penstock.topologies.payments;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentFlow;
import io.penstock.domain.payments.PaymentInput;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.payments.Waits;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.streams.stores.EndingStore;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.ReferenceTable;
import io.penstock.topologies.flows.FlowProcessor;
import io.penstock.topologies.flows.Outputs;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/** Decides each payment's fate: commands and outcomes in, events and requests out. */
public final class PaymentsTopology {
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
    ReferenceTable.add(builder, Topics.MERCHANT_TERMS, StoreCatalogue.MERCHANT_TERMS);
    var searches = Topics.read(builder, "read-searches", Topics.PAYMENT_PARTIES);
    var found = searches.filter(PaymentsTopology::isFound, Named.as("found-parties"));
    var wanted = searches.filterNot(PaymentsTopology::isFound, Named.as("wanted-parties"));

    payments(partitions, rules, retention, meters)
        .decide(
            Topics.read(
                    builder,
                    "read-inputs",
                    Topics.PAYMENT_COMMANDS,
                    Topics.TRANSFER_OUTCOMES,
                    Topics.PSP_RESULTS,
                    Topics.FRAUD_VERDICTS)
                .merge(found, Named.as("with-found-parties")),
            "decide-payments");

    // The accounts of owners and those who look for them meet at the owner's partition.
    Topics.PAYMENT_PARTIES.send(
        Topics.read(builder, "read-owners", Topics.ACCOUNT_OWNERS)
            .merge(wanted, Named.as("with-wanted-parties"))
            .process(PartyFinder.of(partitions), Named.as("find-parties")),
        SEARCH_ON);
  }

  private static boolean isFound(String key, @Nullable SpecificRecord value) {
    return value instanceof PartySearch search && search.getStep() == PartyStep.FOUND;
  }

  private static FlowProcessor.Wiring<Payment, PaymentInput> payments(
      int partitions, PaymentRules rules, Retention retention, MeterRegistry meters) {
    ExpiringStore<Refund> refused = StoreCatalogue.REFUSED_REFUNDS.keptFor(retention.ids());
    Counter foreign =
        Counter.builder(FOREIGN)
            .tag("flow", "payments")
            .description("Outcomes under a payment's name that it had not asked for.")
            .register(meters);
    return new FlowProcessor.Wiring<>(
        new PaymentFlow(rules),
        new EndingStore<>(
            StoreCatalogue.OPEN_PAYMENTS,
            StoreCatalogue.ENDED_PAYMENTS.keptFor(retention.history()),
            Waits::hasEnded),
        new FlowProcessor.Alarm<>(
            StoreCatalogue.PAYMENT_TIMERS,
            _ -> "",
            Waits::wakeAtMs,
            new PaymentInput.TimeCame(),
            false),
        context -> new PaymentInbox(partitions, context, refused, foreign),
        List.of(refused),
        new Outputs()
            .to(Topics.PAYMENT_EVENTS, Keys::paymentEvent)
            .to(Topics.REFUND_EVENTS, Keys::refund)
            .to(Topics.TRANSFER_STEPS, PaymentsTopology::payer)
            .to(Topics.FRAUD_CHECKS, PaymentsTopology::subject)
            .to(Topics.PSP_REQUESTS, PspRequest::getPaymentId)
            .to(Topics.VIEW_LISTINGS, Keys::listing)
            .to(Topics.PAYMENT_PARTIES, PartySearches::placeOf)
            // The end of a wait for a verdict, where nobody screens.
            .to(Topics.FRAUD_VERDICTS, Keys::fraudVerdict)
            // Where a producer's partitioner was wrong:
            .sentOn(Topics.PAYMENT_COMMANDS, Topics.PSP_RESULTS));
  }

  private static String payer(TransferCommand transfer) {
    return Objects.requireNonNull(TransferKey.of(transfer), "no payer is a system account");
  }

  private static String subject(FraudCheck check) {
    return Keys.fraudSubject(check.getSubjectType(), check.getSubjectId());
  }
}
