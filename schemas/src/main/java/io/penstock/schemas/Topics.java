package io.penstock.schemas;

import static io.penstock.schemas.Topic.Cleanup.COMPACTED;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED_FOR_HISTORY;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED_FOR_IDS;
import static io.penstock.schemas.Topic.Cleanup.DELETED_AFTER_HISTORY;
import static io.penstock.schemas.Topic.Cleanup.KEPT;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** Open an account, change its status. Key: the account id. */
  public static final Topic<AccountCommand> ACCOUNT_COMMANDS =
      Topic.askedOf(Readers.BALANCES, "accounts.commands", AccountCommand.class);

  /** Answers to account commands. Key: see {@link Keys#accountAnswer}. */
  public static final Topic<AccountOutcome> ACCOUNT_OUTCOMES =
      new Topic<>(
          "accounts.outcomes",
          AccountOutcome.class,
          Placement.by(AccountOutcome::getAccountId),
          COMPACTED_FOR_IDS);

  /** Every version of every account. Key: see {@link Keys#version}. */
  public static final Topic<AccountBalance> ACCOUNT_BALANCES =
      new Topic<>(
          "accounts.balances",
          AccountBalance.class,
          (key, balance, partitions) ->
              balance.getShard() == null
                  ? Placement.ofKey(balance.getAccountId(), partitions)
                  : balance.getShard(),
          KEPT);

  /**
   * Move, hold, post, void: what anybody asks for. No id may hold '::'. Key: the debit account, or
   * see {@link TransferCommand}.
   */
  public static final Topic<TransferCommand> TRANSFERS_REQUESTED =
      Topic.askedOf(Readers.BALANCES, "transfers.requested", TransferCommand.class);

  /**
   * The same as flows ask for it, each transfer a step of theirs ({@code <flow id>::<step>}). Only
   * topologies write it, so that the broker's access control can say who may.
   */
  public static final Topic<TransferCommand> TRANSFER_STEPS =
      Topic.askedOf(Readers.BALANCES, "transfers.steps", TransferCommand.class);

  /** What was decided. Key: see {@link Keys#transferAnswer}. */
  public static final Topic<TransferOutcome> TRANSFER_OUTCOMES =
      new Topic<>(
          "transfers.outcomes",
          TransferOutcome.class,
          Placement.by(outcome -> Ids.root(outcome.getTransferId())),
          COMPACTED_FOR_IDS);

  /** Credits on their way to their account's partition, rejections on their way back. */
  public static final Topic<CreditLeg> CREDIT_LEGS =
      new Topic<>(
          "transfers.credit-legs",
          CreditLeg.class,
          (key, leg, partitions) ->
              leg.getMarker() == null || leg.getMarker().getBack()
                  ? Placement.ofKey(key, partitions)
                  : leg.getMarker().getPartition(),
          Topic.Cleanup.DELETED_ONCE_READ,
          Set.of(Readers.BALANCES));

  /** The journal. Key: see {@link Keys#sequence}. */
  public static final Topic<LedgerEntry> LEDGER_ENTRIES =
      new Topic<>(
          "ledger.entries",
          LedgerEntry.class,
          Placement.at(LedgerEntry::getJournalPartition),
          KEPT);

  /** First answers of the HTTP door. Key: the idempotency key in base64url. */
  public static final Topic<IdempotentAnswer> IDEMPOTENCY_ANSWERS =
      new Topic<>(
          "idempotency.answers", IdempotentAnswer.class, Placement.byKey(), COMPACTED_FOR_IDS);

  /** Who owns which account. Key: see {@link Keys#owner}. */
  public static final Topic<AccountOwner> ACCOUNT_OWNERS =
      new Topic<>(
          "accounts.owners", AccountOwner.class, Placement.by(AccountOwner::getOwnerId), COMPACTED);

  /** Create, capture, cancel, refund. Key: the payment id. */
  public static final Topic<PaymentCommand> PAYMENT_COMMANDS =
      Topic.askedOf(Readers.PAYMENTS, "payments.commands", PaymentCommand.class);

  /** What travels between the partitions of payments and of owners. Key: either. */
  public static final Topic<PartySearch> PAYMENT_PARTIES =
      Topic.askedOf(Readers.PAYMENTS, "payments.parties", PartySearch.class);

  /** Everything that happened to payments. Key: see {@link Keys#paymentEvent}. */
  public static final Topic<PaymentEvent> PAYMENT_EVENTS =
      new Topic<>(
          "payments.events",
          PaymentEvent.class,
          Placement.by(PaymentEvent::getPaymentId),
          DELETED_AFTER_HISTORY);

  /** Every version of every refund. Key: see {@link Keys#refund(Refund)}. */
  public static final Topic<Refund> REFUND_EVENTS =
      new Topic<>(
          "refunds.events", Refund.class, Placement.by(Refund::getRefundId), DELETED_AFTER_HISTORY);

  /** Calls for the PSP connectors. Key: the payment id. */
  public static final Topic<PspRequest> PSP_REQUESTS =
      Topic.askedOf(Readers.PSP, "psp.requests", PspRequest.class);

  /** What PSPs answered or told. Key: the payment id. */
  public static final Topic<PspResult> PSP_RESULTS =
      Topic.askedOf(Readers.PAYMENTS, "psp.results", PspResult.class);

  /** How far PSPs' settlement lines have been fetched. Key: the PSP's name. */
  public static final Topic<SettlementCursor> PSP_CURSORS =
      new Topic<>("psp.cursors", SettlementCursor.class, Placement.byKey(), COMPACTED);

  /** Payments to screen. Key: see {@link Keys#fraudSubject}. */
  public static final Topic<FraudCheck> FRAUD_CHECKS =
      Topic.askedOf(Readers.FRAUD, "fraud.checks", FraudCheck.class);

  /** What screening found. Key: see {@link Keys#fraudVerdict}. */
  public static final Topic<FraudVerdict> FRAUD_VERDICTS =
      new Topic<>(
          "fraud.verdicts",
          FraudVerdict.class,
          Placement.by(FraudVerdict::getPaymentId),
          COMPACTED_FOR_HISTORY);

  /** Block and allow lists. Key: {@code payer:}, {@code card:} or {@code merchant:} and an id. */
  public static final Topic<FraudListEntry> FRAUD_LISTS =
      new Topic<>("fraud.lists", FraudListEntry.class, Placement.byKey(), COMPACTED);

  /** What merchants pay for payments. Key: the merchant id. */
  public static final Topic<MerchantTerms> MERCHANT_TERMS =
      new Topic<>("merchants.terms", MerchantTerms.class, Placement.byKey(), COMPACTED);

  /** Lines of PSPs' settlement reports. Any key. */
  public static final Topic<SettlementLine> SETTLEMENTS_REPORTED =
      Topic.askedOf(Readers.RECONCILIATION, "settlements.reported", SettlementLine.class);

  /** What travels between the partitions of references and of payments. Key: either. */
  public static final Topic<SettlementMatching> SETTLEMENT_MATCHING =
      Topic.askedOf(Readers.RECONCILIATION, "settlements.matching", SettlementMatching.class);

  /** Every version of every reconciliation case. Key: see {@link Keys#version}. */
  public static final Topic<ReconciliationResult> RECONCILIATION_RESULTS =
      new Topic<>(
          "reconciliation.results",
          ReconciliationResult.class,
          Placement.by(result -> Ids.root(result.getCaseId())),
          DELETED_AFTER_HISTORY);

  /** What people decide about cases that do not match. Any key. */
  public static final Topic<ResolutionCommand> RECONCILIATION_COMMANDS =
      Topic.askedOf(Readers.RECONCILIATION, "reconciliation.commands", ResolutionCommand.class);

  /** Answers to them. Key: see {@link Keys#resolutionAnswer}. */
  public static final Topic<ResolutionOutcome> RECONCILIATION_OUTCOMES =
      new Topic<>(
          "reconciliation.outcomes",
          ResolutionOutcome.class,
          Placement.by(outcome -> Ids.root(outcome.getCaseId())),
          COMPACTED_FOR_IDS);

  /** What each decision adds to the counts and sums. Key: as for the sums. */
  public static final Topic<ReconciliationSummary> RECONCILIATION_CHANGES =
      Topic.askedOf(Readers.RECONCILIATION, "reconciliation.changes", ReconciliationSummary.class);

  /** Counts and sums of cases. Key: see {@link Keys#reconciliationSummary}. */
  public static final Topic<ReconciliationSummary> RECONCILIATION_SUMMARIES =
      new Topic<>(
          "reconciliation.summaries",
          ReconciliationSummary.class,
          Placement.byKey(),
          COMPACTED_FOR_HISTORY);

  /** Places in the views' lists. Key: see {@link Keys#listing}. */
  public static final Topic<Listing> VIEW_LISTINGS =
      new Topic<>(
          "views.listings",
          Listing.class,
          Placement.by(place -> Ids.root(place.getId())),
          DELETED_AFTER_HISTORY);

  /** All of them. */
  public static final List<Topic<?>> ALL =
      List.of(
          ACCOUNT_COMMANDS,
          ACCOUNT_OUTCOMES,
          ACCOUNT_BALANCES,
          TRANSFERS_REQUESTED,
          TRANSFER_STEPS,
          TRANSFER_OUTCOMES,
          CREDIT_LEGS,
          LEDGER_ENTRIES,
          IDEMPOTENCY_ANSWERS,
          ACCOUNT_OWNERS,
          PAYMENT_COMMANDS,
          PAYMENT_PARTIES,
          PAYMENT_EVENTS,
          REFUND_EVENTS,
          PSP_REQUESTS,
          PSP_RESULTS,
          PSP_CURSORS,
          FRAUD_CHECKS,
          FRAUD_VERDICTS,
          FRAUD_LISTS,
          MERCHANT_TERMS,
          SETTLEMENTS_REPORTED,
          SETTLEMENT_MATCHING,
          RECONCILIATION_RESULTS,
          RECONCILIATION_COMMANDS,
          RECONCILIATION_OUTCOMES,
          RECONCILIATION_CHANGES,
          RECONCILIATION_SUMMARIES,
          VIEW_LISTINGS);

  /** Records that the balances topology could not read or process: original bytes and reason. */
  public static final String BALANCES_DEAD_LETTERS = "balances.dead-letters";

  /** Records that the payments topology could not read or process. */
  public static final String PAYMENTS_DEAD_LETTERS = "payments.dead-letters";

  /** Records that the fraud topology could not read or process. */
  public static final String FRAUD_DEAD_LETTERS = "fraud.dead-letters";

  /** Records that the reconciliation topology could not read or process. */
  public static final String RECONCILIATION_DEAD_LETTERS = "reconciliation.dead-letters";

  /** Requests that a PSP connector could not read. */
  public static final String PSP_DEAD_LETTERS = "psp.dead-letters";

  /** Records that the views could not take. */
  public static final String VIEWS_DEAD_LETTERS = "views.dead-letters";

  /** Records that the sinks could not write. */
  public static final String SINKS_DEAD_LETTERS = "sinks.dead-letters";

  /**
   * Empty records, one a second and instance: only the time that the broker writes on them counts.
   */
  public static final String CLOCK_BEATS = "clocks.beats";

  public static final List<String> DEAD_LETTERS =
      List.of(
          BALANCES_DEAD_LETTERS,
          PAYMENTS_DEAD_LETTERS,
          FRAUD_DEAD_LETTERS,
          RECONCILIATION_DEAD_LETTERS,
          PSP_DEAD_LETTERS,
          VIEWS_DEAD_LETTERS,
          SINKS_DEAD_LETTERS);

  private static final Map<String, Topic<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Topic::name, Function.identity()));

  private Topics() {}

  /** One stream of all that several topics carry. */
  public static KStream<String, SpecificRecord> read(
      StreamsBuilder builder, String sourceName, Topic<?>... topics) {
    return builder.stream(Stream.of(topics).map(Topic::name).toList(), Consumed.as(sourceName));
  }

  public static Optional<Topic<?>> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
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
