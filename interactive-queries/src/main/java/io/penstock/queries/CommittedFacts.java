package io.penstock.queries;

import io.penstock.queries.ConsistencyToken.AccountMark;
import io.penstock.queries.ConsistencyToken.JournalMark;
import io.penstock.queries.ConsistencyToken.TransferMark;
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
import org.jspecify.annotations.Nullable;

/** The views as typed look-ups, wherever the partition of an answer is served. */
final class CommittedFacts {
  /** How long a read waits for what its consistency token names. */
  private static final Duration CATCH_UP = Duration.ofSeconds(5);

  private final FactReader reader;

  CommittedFacts(FactReader reader) {
    this.reader = reader;
  }

  int partitions() {
    return reader.partitions();
  }

  int partitionOf(String id) {
    return reader.partitionOf(id);
  }

  /** Newest versions first, from {@code atMost} down. */
  List<AccountBalance> versions(
      int partition, String accountId, long atMost, int limit, Duration patience) {
    var question = new Question.Newest(View.ACCOUNT_VERSIONS, accountId + '#', atMost, limit);
    return reader.ask(partition, question, patience, AccountBalance.class);
  }

  Optional<AccountBalance> versionAt(int partition, String accountId, long atMs) {
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
  List<TransferOutcome> transfers(String transferId, Duration patience) {
    return transfers(transferId, null, patience);
  }

  /** The same, where that of a scope (null: any) is waited for. */
  List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration patience) {
    return states(new Question.States(transferId, scopeAccountId, 1), patience);
  }

  private List<TransferOutcome> states(Question.States question, Duration patience) {
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
  List<LedgerEntry> entries(int partition, long atMost, int limit) {
    var question = new Question.Newest(View.JOURNAL, "", atMost, limit);
    return reader.ask(partition, question, Duration.ZERO, LedgerEntry.class);
  }

  Optional<LedgerEntry> entryAt(int partition, long atMs) {
    var question = new Question.LastAt(View.JOURNAL, "", atMs);
    return reader.ask(partition, question, Duration.ZERO, LedgerEntry.class).stream().findFirst();
  }

  /** Entries that another fact names, and which therefore are there or about to arrive. */
  List<LedgerEntry> entries(int partition, Collection<Long> sequences) {
    var question =
        new Question.Keys(View.JOURNAL, sequences.stream().distinct().map(Keys::sequence).toList());
    List<Row> rows = reader.rows(partition, question, CATCH_UP);
    if (rows.size() < question.keys().size()) {
      throw NotReadyException.behind();
    }
    return reader.decoder().decode(question.view(), rows, LedgerEntry.class);
  }

  Optional<IdempotentAnswer> idempotentAnswer(String key) {
    var question = new Question.Keys(View.IDEMPOTENCY_ANSWERS, List.of(key));
    return reader.first(key, question, Duration.ZERO, IdempotentAnswer.class);
  }

  /**
   * Waits for what the token says of an account. A system account is waited for at the shard that
   * the write advanced; its other shards are as fresh as they are.
   */
  void awaitAccount(ConsistencyToken token, String accountId) {
    for (var mark : token.marks()) {
      if (mark instanceof AccountMark account && account.accountId().equals(accountId)) {
        int partition = account.shard() == null ? partitionOf(accountId) : account.shard();
        requireSeen(hasVersion(partition, accountId, account.version(), CATCH_UP));
      }
    }
  }

  void awaitTransfer(ConsistencyToken token, String transferId) {
    for (var mark : token.marks()) {
      if (mark instanceof TransferMark transfer && transfer.transferId().equals(transferId)) {
        String scope = transfer.scopeAccountId();
        var question = new Question.States(transferId, scope, transfer.revision());
        requireSeen(
            states(question, CATCH_UP).stream()
                .anyMatch(
                    state ->
                        state.getScopeAccountId().equals(scope)
                            && state.getRevision() >= transfer.revision()));
      }
    }
  }

  void awaitJournal(ConsistencyToken token) {
    for (var mark : token.marks()) {
      if (mark instanceof JournalMark journal) {
        var _ = entries(journal.partition(), List.of(journal.sequence()));
      }
    }
  }

  private static void requireSeen(boolean seen) {
    if (!seen) {
      throw NotReadyException.behind();
    }
  }
}
