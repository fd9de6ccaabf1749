package io.penstock.queries.facts;

import io.penstock.domain.SystemAccounts;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.TransferOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Accounts, transfers and the journal, wherever their partition is served. */
public final class CommittedFacts {
  private final FactReader reader;

  public CommittedFacts(FactReader reader) {
    this.reader = reader;
  }

  public int partitions() {
    return reader.partitions();
  }

  int partitionOf(String id) {
    return reader.partitionOf(id);
  }

  /** The partitions that hold an account's versions. */
  public List<Integer> partitionsOf(String accountId) {
    return SystemAccounts.isSystem(accountId)
        ? IntStream.range(0, partitions()).boxed().toList()
        : List.of(partitionOf(accountId));
  }

  /** The account now: one version, or of a system account that of each shard in use. */
  public List<AccountBalance> account(String accountId) {
    return partitionsOf(accountId).stream()
        .flatMap(partition -> latest(partition, accountId, Duration.ZERO).stream())
        .toList();
  }

  /** The account as it was; empty before its opening. */
  public List<AccountBalance> accountAt(String accountId, long atMs) {
    return partitionsOf(accountId).stream()
        .flatMap(partition -> versionAt(partition, accountId, atMs).stream())
        .toList();
  }

  /** The newest version in a partition, waited for. */
  Optional<AccountBalance> latest(int partition, String accountId, Duration patience) {
    return versions(partition, accountId, Long.MAX_VALUE, 1, patience).stream().findFirst();
  }

  /** Newest versions first, from {@code atMost} down. */
  public List<AccountBalance> versions(
      int partition, String accountId, long atMost, int limit, Duration patience) {
    var question = new Question.Newest(View.ACCOUNT_VERSIONS, accountId + '#', atMost, limit);
    return reader.ask(partition, question, patience, AccountBalance.class);
  }

  public Optional<AccountBalance> versionAt(int partition, String accountId, long atMs) {
    var question = new Question.LastAt(View.ACCOUNT_VERSIONS, accountId + '#', atMs);
    return reader.ask(partition, question, Duration.ZERO, AccountBalance.class).stream()
        .findFirst();
  }

  boolean hasVersion(int partition, String accountId, long version, Duration patience) {
    var question =
        new Question.Keys(View.ACCOUNT_VERSIONS, List.of(Keys.version(accountId, version)));
    return !reader.rows(partition, question, patience).isEmpty();
  }

  /** The states of an id, oldest first: more than one where several scopes used it. */
  public List<TransferOutcome> transfers(String transferId) {
    return transfers(transferId, null, Duration.ZERO);
  }

  /** The same, where that of a scope (null: any) is waited for. */
  List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration patience) {
    return states(new Question.States(transferId, scopeAccountId, 1), patience);
  }

  List<TransferOutcome> states(Question.States question, Duration patience) {
    return reader
        .ask(Ids.root(question.transferId()), question, patience, TransferOutcome.class)
        .stream()
        .sorted(Comparator.comparingLong(TransferOutcome::getDecidedAtMs))
        .toList();
  }

  /** A transfer, waited for until it has the revision; as it is if that takes too long. */
  Optional<TransferOutcome> transfer(String transferId, int revision, Duration patience) {
    return states(new Question.States(transferId, null, revision), patience).stream().findFirst();
  }

  Optional<TransferOutcome> transferAnswer(
      String transferId, String scope, String requestId, Duration patience) {
    var question =
        new Question.Answer(View.TRANSFER_STATES, Keys.transferState(transferId, scope), requestId);
    return reader.first(Ids.root(transferId), question, patience, TransferOutcome.class);
  }

  Optional<AccountOutcome> accountAnswer(
      String accountId, String commandId, String requestId, Duration patience) {
    var question =
        new Question.Answer(
            View.ACCOUNT_ANSWERS, Keys.accountAnswer(accountId, commandId), requestId);
    return reader.first(accountId, question, patience, AccountOutcome.class);
  }

  /** Newest entries first, from {@code atMost} down. */
  public List<LedgerEntry> entries(int partition, long atMost, int limit) {
    var question = new Question.Newest(View.JOURNAL, "", atMost, limit);
    return reader.ask(partition, question, Duration.ZERO, LedgerEntry.class);
  }

  public Optional<LedgerEntry> entryAt(int partition, long atMs) {
    var question = new Question.LastAt(View.JOURNAL, "", atMs);
    return reader.ask(partition, question, Duration.ZERO, LedgerEntry.class).stream().findFirst();
  }

  /** Entries that another fact names, and which therefore are there or about to arrive. */
  public List<LedgerEntry> entries(int partition, Collection<Long> sequences) {
    var question =
        new Question.Keys(View.JOURNAL, sequences.stream().distinct().map(Keys::sequence).toList());
    List<Row> rows = reader.rows(partition, question, CatchUp.LONGEST);
    if (rows.size() < question.keys().size()) {
      throw NotReadyException.behind();
    }
    return reader.decoder().decode(question.view(), rows, LedgerEntry.class);
  }

  Optional<IdempotentAnswer> idempotentAnswer(String key) {
    var question = new Question.Keys(View.IDEMPOTENCY_ANSWERS, List.of(key));
    return reader.first(key, question, Duration.ZERO, IdempotentAnswer.class);
  }
}
