package io.penstock.queries.facts;

import io.penstock.queries.facts.ConsistencyToken.AccountCommandMark;
import io.penstock.queries.facts.ConsistencyToken.AccountMark;
import io.penstock.queries.facts.ConsistencyToken.CommandMark;
import io.penstock.queries.facts.ConsistencyToken.JournalMark;
import io.penstock.queries.facts.ConsistencyToken.TransferMark;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The views as typed look-ups, wherever the partition of an answer is served. */
public final class CommittedFacts {
  /** How long a read waits for what its consistency token names. */
  private static final Duration CATCH_UP = Duration.ofSeconds(5);

  private final FactReader reader;

  public CommittedFacts(FactReader reader) {
    this.reader = reader;
  }

  public int partitions() {
    return reader.partitions();
  }

  public int partitionOf(String id) {
    return reader.partitionOf(id);
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

  public boolean hasVersion(int partition, String accountId, long version, Duration patience) {
    var question =
        new Question.Keys(View.ACCOUNT_VERSIONS, List.of(Keys.version(accountId, version)));
    return !reader.rows(partition, question, patience).isEmpty();
  }

  /** The states of an id, oldest first: more than one where several scopes used it. */
  public List<TransferOutcome> transfers(String transferId, Duration patience) {
    return transfers(transferId, null, patience);
  }

  /** The same, where that of a scope (null: any) is waited for. */
  public List<TransferOutcome> transfers(
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
  public Optional<TransferOutcome> transfer(String transferId, int revision, Duration patience) {
    return states(new Question.States(transferId, null, revision), patience).stream().findFirst();
  }

  public Optional<TransferOutcome> transferAnswer(
      String transferId, String scope, String requestId, Duration patience) {
    var question =
        new Question.Answer(View.TRANSFER_STATES, Keys.transferState(transferId, scope), requestId);
    return reader.first(Ids.root(transferId), question, patience, TransferOutcome.class);
  }

  public Optional<AccountOutcome> accountAnswer(
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
    List<Row> rows = reader.rows(partition, question, CATCH_UP);
    if (rows.size() < question.keys().size()) {
      throw NotReadyException.behind();
    }
    return reader.decoder().decode(question.view(), rows, LedgerEntry.class);
  }

  public Optional<IdempotentAnswer> idempotentAnswer(String key) {
    var question = new Question.Keys(View.IDEMPOTENCY_ANSWERS, List.of(key));
    return reader.first(key, question, Duration.ZERO, IdempotentAnswer.class);
  }

  /**
   * The token with what its commands have come to, each of which is waited for: at most five
   * seconds for all together.
   *
   * @throws NotReadyException where one has no outcome by then
   */
  public ConsistencyToken decided(ConsistencyToken token) {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    List<ConsistencyToken.Mark> marks = new ArrayList<>();
    for (var mark : token.marks()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      switch (mark) {
        case CommandMark command -> marks.addAll(outcome(command, left).marks());
        case AccountCommandMark command -> marks.addAll(outcome(command, left).marks());
        case AccountMark m -> marks.add(m);
        case TransferMark m -> marks.add(m);
        case JournalMark m -> marks.add(m);
        case ConsistencyToken.PaymentMark m -> marks.add(m);
        case ConsistencyToken.RefundMark m -> marks.add(m);
        case ConsistencyToken.CaseMark m -> marks.add(m);
        case ConsistencyToken.CaseCommandMark m -> marks.add(m);
      }
    }
    return new ConsistencyToken(marks);
  }

  private ConsistencyToken outcome(CommandMark command, Duration patience) {
    String scope = command.scopeAccountId();
    return states(new Question.States(command.transferId(), scope, 1), patience).stream()
        .filter(state -> state.getScopeAccountId().equals(scope))
        .findFirst()
        .map(ConsistencyToken::of)
        .orElseThrow(NotReadyException::behind);
  }

  private ConsistencyToken outcome(AccountCommandMark command, Duration patience) {
    String id = command.accountId();
    var question =
        new Question.Keys(
            View.ACCOUNT_ANSWERS, List.of(Keys.accountAnswer(id, command.commandId())));
    AccountBalance account =
        reader
            .first(id, question, patience, AccountOutcome.class)
            .orElseThrow(NotReadyException::behind)
            .getAccount();
    return account == null ? ConsistencyToken.NONE : ConsistencyToken.of(account);
  }

  /**
   * Waits for what the token says of an account. A system account is waited for at the shard that
   * the write advanced; its other shards are as fresh as they are. Versions of one partition come
   * in the order of their decisions: who has seen the last of a batch has seen all of them.
   */
  public void awaitAccount(ConsistencyToken token, String accountId) {
    for (var mark : token.marks()) {
      if (mark instanceof AccountMark account) {
        int partition =
            account.shard() == null ? partitionOf(account.accountId()) : account.shard();
        if (account.accountId().equals(accountId) || partition == partitionOf(accountId)) {
          requireSeen(hasVersion(partition, account.accountId(), account.version(), CATCH_UP));
        }
      }
    }
  }

  public void awaitTransfer(ConsistencyToken token, String transferId) {
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

  public void awaitJournal(ConsistencyToken token) {
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
