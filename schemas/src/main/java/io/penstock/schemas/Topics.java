package io.penstock.schemas;

import static io.penstock.schemas.Topic.Cleanup.COMPACTED;
import static io.penstock.schemas.Topic.Cleanup.COMPACTED_FOR_30_DAYS;
import static io.penstock.schemas.Topic.Cleanup.DELETED_AFTER_7_DAYS;
import static io.penstock.schemas.Topic.Cleanup.KEPT;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Every topic of Penstock. */
public final class Topics {
  static {
    Records.prepare();
  }

  /** Open an account, change its status. Key: the account id. */
  public static final Topic<AccountCommand> ACCOUNT_COMMANDS =
      new Topic<>(
          "accounts.commands", AccountCommand.class, Placement.byKey(), DELETED_AFTER_7_DAYS);

  /** Answers to account commands. Key: see {@link Keys#accountAnswer}. */
  public static final Topic<AccountOutcome> ACCOUNT_OUTCOMES =
      new Topic<>(
          "accounts.outcomes",
          AccountOutcome.class,
          Placement.by(AccountOutcome::getAccountId),
          COMPACTED_FOR_30_DAYS);

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

  /** Move, hold, post, void. Key: the debit account, or see {@link TransferCommand}. */
  public static final Topic<TransferCommand> TRANSFERS_REQUESTED =
      new Topic<>(
          "transfers.requested", TransferCommand.class, Placement.byKey(), DELETED_AFTER_7_DAYS);

  /** What was decided. Key: see {@link Keys#transferAnswer}. */
  public static final Topic<TransferOutcome> TRANSFER_OUTCOMES =
      new Topic<>(
          "transfers.outcomes",
          TransferOutcome.class,
          Placement.by(TransferOutcome::getTransferId),
          COMPACTED);

  /** Credits on their way to their account's partition, rejections on their way back. */
  public static final Topic<CreditLeg> CREDIT_LEGS =
      new Topic<>(
          "transfers.credit-legs", CreditLeg.class, Placement.byKey(), DELETED_AFTER_7_DAYS);

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
          "idempotency.answers", IdempotentAnswer.class, Placement.byKey(), COMPACTED_FOR_30_DAYS);

  /** All of them. */
  public static final List<Topic<?>> ALL =
      List.of(
          ACCOUNT_COMMANDS,
          ACCOUNT_OUTCOMES,
          ACCOUNT_BALANCES,
          TRANSFERS_REQUESTED,
          TRANSFER_OUTCOMES,
          CREDIT_LEGS,
          LEDGER_ENTRIES,
          IDEMPOTENCY_ANSWERS);

  /** Records that the balances topology could not read or process: original bytes and reason. */
  public static final String BALANCES_DEAD_LETTERS = "balances.dead-letters";

  /** Records that the views could not take. */
  public static final String VIEWS_DEAD_LETTERS = "views.dead-letters";

  /** Records that the sinks could not write. */
  public static final String SINKS_DEAD_LETTERS = "sinks.dead-letters";

  public static final List<String> DEAD_LETTERS =
      List.of(BALANCES_DEAD_LETTERS, VIEWS_DEAD_LETTERS, SINKS_DEAD_LETTERS);

  private static final Map<String, Topic<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Topic::name, Function.identity()));

  private Topics() {}

  public static Optional<Topic<?>> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
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
                // An oversized record must fit here with its headers.
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(12 * 1024 * 1024)));
  }
}
