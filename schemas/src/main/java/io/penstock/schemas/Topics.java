package io.penstock.schemas;

import static io.penstock.schemas.Placement.by;
import static io.penstock.schemas.Placement.byKey;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED_FOR_HISTORY;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED_FOR_IDS;
import static io.penstock.schemas.Topic.Cleanup.DELETED_AFTER_HISTORY;
import static io.penstock.schemas.Topic.Cleanup.DELETED_ONCE_READ;
import static io.penstock.schemas.Topic.Cleanup.KEPT;

import io.penstock.schemas.Topic.Cleanup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;

/** Every topic of Penstock. */
public final class Topics {
  static {
    Records.prepare();
  }

  private static final Map<String, Topic<?>> CATALOGUE = new LinkedHashMap<>();

  /** Open an account, change its status. Key: the account id. */
  public static final Topic<AccountCommand> ACCOUNT_COMMANDS =
      commands(Readers.BALANCES, "accounts.commands", AccountCommand.class);

  /** Answers to account commands. Key: see {@link Keys#accountAnswer}. */
  public static final Topic<AccountOutcome> ACCOUNT_OUTCOMES =
      topic(
          "accounts.outcomes",
          AccountOutcome.class,
          COMPACTED_FOR_IDS,
          by(AccountOutcome::getAccountId));

  /** Every version of every account. Key: see {@link Keys#version}. */
  public static final Topic<AccountBalance> ACCOUNT_BALANCES =
      topic(
          "accounts.balances",
          AccountBalance.class,
          KEPT,
          (key, balance, partitions) ->
              balance.getShard() == null
                  ? Placement.ofKey(balance.getAccountId(), partitions)
                  : balance.getShard());

  /**
   * Move, hold, post, void: what anybody asks for. No id may hold '::'. Key: the debit account, or
   * see {@link TransferCommand}.
   */
  public static final Topic<TransferCommand> TRANSFERS_REQUESTED =
      commands(Readers.BALANCES, "transfers.requested", TransferCommand.class);

  /**
   * The same as flows ask for it, each transfer a step of theirs ({@code <flow id>::<step>}). Only
   * topologies write it, so that the broker's access control can say who may.
   */
  public static final Topic<TransferCommand> TRANSFER_STEPS =
      asked(Readers.BALANCES, "transfers.steps", TransferCommand.class);

  /** What was decided. Key: see {@link Keys#transferAnswer}. */
  public static final Topic<TransferOutcome> TRANSFER_OUTCOMES =
      topic(
          "transfers.outcomes",
          TransferOutcome.class,
          COMPACTED_FOR_IDS,
          by(outcome -> Ids.root(outcome.getTransferId())));

  /** Credits on their way to their account's partition, rejections on their way back. */
  public static final Topic<CreditLeg> CREDIT_LEGS =
      listed(
          new Topic<>(
              "transfers.credit-legs",
              CreditLeg.class,
              (key, leg, partitions) ->
                  leg.getMarker() == null || leg.getMarker().getBack()
                      ? Placement.ofKey(key, partitions)
                      : leg.getMarker().getPartition(),
              DELETED_ONCE_READ,
              Set.of(Readers.BALANCES),
              false));

  /** The journal. Key: see {@link Keys#sequence}. */
  public static final Topic<LedgerEntry> LEDGER_ENTRIES =
      topic(
          "ledger.entries",
          LedgerEntry.class,
          KEPT,
          Placement.at(LedgerEntry::getJournalPartition));

  /** First answers of the HTTP door. Key: the idempotency key in base64url. */
  public static final Topic<IdempotentAnswer> IDEMPOTENCY_ANSWERS =
      topic("idempotency.answers", IdempotentAnswer.class, COMPACTED_FOR_IDS, byKey());

  /** Who owns which account. Key: see {@link Keys#owner}. */
  public static final Topic<AccountOwner> ACCOUNT_OWNERS =
      topic("accounts.owners", AccountOwner.class, COMPACTED, by(AccountOwner::getOwnerId));

  /** Create, capture, cancel, refund. Key: the payment id. */
  public static final Topic<PaymentCommand> PAYMENT_COMMANDS =
      commands(Readers.PAYMENTS, "payments.commands", PaymentCommand.class);

  /** What travels between the partitions of payments and of owners. Key: either. */
  public static final Topic<PartySearch> PAYMENT_PARTIES =
      asked(Readers.PAYMENTS, "payments.parties", PartySearch.class);

  /** Everything that happened to payments. Key: see {@link Keys#paymentEvent}. */
  public static final Topic<PaymentEvent> PAYMENT_EVENTS =
      topic(
          "payments.events",
          PaymentEvent.class,
          DELETED_AFTER_HISTORY,
          by(PaymentEvent::getPaymentId));

  /** Every version of every refund. Key: see {@link Keys#refund(Refund)}. */
  public static final Topic<Refund> REFUND_EVENTS =
      topic("refunds.events", Refund.class, DELETED_AFTER_HISTORY, by(Refund::getRefundId));

  /** Calls for the PSP connectors. Key: the payment id. */
  public static final Topic<PspRequest> PSP_REQUESTS =
      asked(Readers.PSP, "psp.requests", PspRequest.class);

  /** What PSPs answered or told. Key: the payment id. */
  public static final Topic<PspResult> PSP_RESULTS =
      asked(Readers.PAYMENTS, "psp.results", PspResult.class);

  /** How far PSPs' settlement lines have been fetched. Key: the PSP's name. */
  public static final Topic<SettlementCursor> PSP_CURSORS =
      topic("psp.cursors", SettlementCursor.class, COMPACTED, byKey());

  /** Payments to screen. Key: see {@link Keys#fraudSubject}. */
  public static final Topic<FraudCheck> FRAUD_CHECKS =
      asked(Readers.FRAUD, "fraud.checks", FraudCheck.class);

  /** What screening found. Key: see {@link Keys#fraudVerdict}. */
  public static final Topic<FraudVerdict> FRAUD_VERDICTS =
      topic(
          "fraud.verdicts",
          FraudVerdict.class,
          COMPACTED_FOR_HISTORY,
          by(FraudVerdict::getPaymentId));

  /** Block and allow lists. Key: {@code payer:}, {@code card:} or {@code merchant:} and an id. */
  public static final Topic<FraudListEntry> FRAUD_LISTS =
      topic("fraud.lists", FraudListEntry.class, COMPACTED, byKey());

  /** What merchants pay for payments. Key: the merchant id. */
  public static final Topic<MerchantTerms> MERCHANT_TERMS =
      topic("merchants.terms", MerchantTerms.class, COMPACTED, byKey());

  /** Lines of PSPs' settlement reports. Any key. */
  public static final Topic<SettlementLine> SETTLEMENTS_REPORTED =
      commands(Readers.RECONCILIATION, "settlements.reported", SettlementLine.class);

  /** What travels between the partitions of references and of payments. Key: either. */
  public static final Topic<SettlementMatching> SETTLEMENT_MATCHING =
      asked(Readers.RECONCILIATION, "settlements.matching", SettlementMatching.class);

  /** Every version of every reconciliation case. Key: see {@link Keys#version}. */
  public static final Topic<ReconciliationResult> RECONCILIATION_RESULTS =
      topic(
          "reconciliation.results",
          ReconciliationResult.class,
          DELETED_AFTER_HISTORY,
          by(result -> Ids.root(result.getCaseId())));

  /** What people decide about cases that do not match. Any key. */
  public static final Topic<ResolutionCommand> RECONCILIATION_COMMANDS =
      commands(Readers.RECONCILIATION, "reconciliation.commands", ResolutionCommand.class);

  /** Answers to them. Key: see {@link Keys#resolutionAnswer}. */
  public static final Topic<ResolutionOutcome> RECONCILIATION_OUTCOMES =
      topic(
          "reconciliation.outcomes",
          ResolutionOutcome.class,
          COMPACTED_FOR_IDS,
          by(outcome -> Ids.root(outcome.getCaseId())));

  /** What each decision adds to the counts and sums. Key: as for the sums. */
  public static final Topic<ReconciliationSummary> RECONCILIATION_CHANGES =
      asked(Readers.RECONCILIATION, "reconciliation.changes", ReconciliationSummary.class);

  /** Counts and sums of cases. Key: see {@link Keys#reconciliationSummary}. */
  public static final Topic<ReconciliationSummary> RECONCILIATION_SUMMARIES =
      topic(
          "reconciliation.summaries", ReconciliationSummary.class, COMPACTED_FOR_HISTORY, byKey());

  /** Places in the views' lists. Key: see {@link Keys#listing}. */
  public static final Topic<Listing> VIEW_LISTINGS =
      topic(
          "views.listings",
          Listing.class,
          DELETED_AFTER_HISTORY,
          by(place -> Ids.root(place.getId())));

  /** All of them. */
  public static final List<Topic<?>> ALL = List.copyOf(CATALOGUE.values());

  public static final String BALANCES_DEAD_LETTERS = "balances.dead-letters";
  public static final String PAYMENTS_DEAD_LETTERS = "payments.dead-letters";
  public static final String FRAUD_DEAD_LETTERS = "fraud.dead-letters";
  public static final String RECONCILIATION_DEAD_LETTERS = "reconciliation.dead-letters";
  public static final String PSP_DEAD_LETTERS = "psp.dead-letters";
  public static final String VIEWS_DEAD_LETTERS = "views.dead-letters";
  public static final String SINKS_DEAD_LETTERS = "sinks.dead-letters";

  /**
   * Empty records, one a second and instance: only the time that the broker writes on them counts.
   */
  public static final String CLOCK_BEATS = "clocks.beats";

  /** For records that their reader could not read or process: original bytes and reason. */
  public static final List<String> DEAD_LETTERS =
      List.of(
          BALANCES_DEAD_LETTERS,
          PAYMENTS_DEAD_LETTERS,
          FRAUD_DEAD_LETTERS,
          RECONCILIATION_DEAD_LETTERS,
          PSP_DEAD_LETTERS,
          VIEWS_DEAD_LETTERS,
          SINKS_DEAD_LETTERS);

  private Topics() {}

  private static <V extends SpecificRecord> Topic<V> topic(
      String name, Class<V> type, Cleanup cleanup, Placement<V> placement) {
    return listed(new Topic<>(name, type, placement, cleanup, Set.of(), false));
  }

  /** What is asked of one reader, by key: deleted once it has read it. */
  private static <V extends SpecificRecord> Topic<V> asked(
      String reader, String name, Class<V> type) {
    return listed(new Topic<>(name, type, byKey(), DELETED_ONCE_READ, Set.of(reader), false));
  }

  /** The same, asked by anybody. */
  private static <V extends SpecificRecord> Topic<V> commands(
      String reader, String name, Class<V> type) {
    return listed(new Topic<>(name, type, byKey(), DELETED_ONCE_READ, Set.of(reader), true));
  }

  private static <V extends SpecificRecord> Topic<V> listed(Topic<V> topic) {
    CATALOGUE.put(topic.name(), topic);
    return topic;
  }

  /** One stream of all that several topics carry. */
  public static KStream<String, SpecificRecord> read(
      StreamsBuilder builder, String sourceName, Topic<?>... topics) {
    return builder.stream(Stream.of(topics).map(Topic::name).toList(), Consumed.as(sourceName));
  }

  public static Optional<Topic<?>> byName(String name) {
    return Optional.ofNullable(CATALOGUE.get(name));
  }

  /** What the broker is asked to create for {@link #CLOCK_BEATS}. */
  public static NewTopic clockBeats(short replicationFactor) {
    return new NewTopic(CLOCK_BEATS, 1, replicationFactor)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(Duration.ofHours(1).toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG,
                Long.toString(Duration.ofMinutes(10).toMillis())));
  }

  /** What the broker is asked to create for a dead-letter topic; kept until someone replays it. */
  public static NewTopic deadLetters(String name, short replicationFactor) {
    return new NewTopic(name, 1, replicationFactor)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(Duration.ofDays(90).toMillis()),
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                Topic.inSync(replicationFactor),
                // An oversized record must fit here with its headers.
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(RecordSizes.MOST_DEAD_LETTER_BYTES)));
  }
}
