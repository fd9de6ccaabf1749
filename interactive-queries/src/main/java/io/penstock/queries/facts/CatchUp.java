package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.AccountCommandMark;
import io.penstock.views.ConsistencyToken.AccountMark;
import io.penstock.views.ConsistencyToken.CaseCommandMark;
import io.penstock.views.ConsistencyToken.CaseMark;
import io.penstock.views.ConsistencyToken.CommandMark;
import io.penstock.views.ConsistencyToken.JournalMark;
import io.penstock.views.ConsistencyToken.Mark;
import io.penstock.views.ConsistencyToken.PaymentMark;
import io.penstock.views.ConsistencyToken.RefundMark;
import io.penstock.views.ConsistencyToken.TransferMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Waits until the views have what a read's consistency token names of the things that are read.
 * Every call throws {@link NotReadyException} where that takes too long.
 */
public final class CatchUp {
  /** How long a read waits. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(25);

  private final CommittedFacts facts;

  public CatchUp(CommittedFacts facts) {
    this.facts = facts;
  }

  /** The token with what its commands have come to: all of them together are waited for. */
  public ConsistencyToken decided(ConsistencyToken token) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    List<Mark> marks = new ArrayList<>();
    for (Mark mark : token.marks()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      switch (mark) {
        case CommandMark command -> marks.addAll(outcome(command, left).marks());
        case AccountCommandMark command -> marks.addAll(outcome(command, left).marks());
        case AccountMark _,
            TransferMark _,
            JournalMark _,
            PaymentMark _,
            RefundMark _,
            CaseMark _,
            CaseCommandMark _ ->
            marks.add(mark);
      }
    }
    return new ConsistencyToken(marks);
  }

  private ConsistencyToken outcome(CommandMark command, Duration wait) {
    String scope = command.scopeAccountId();
    return facts.transfers(command.id(), scope, wait).stream()
        .filter(state -> state.getScopeAccountId().equals(scope))
        .findFirst()
        .map(ConsistencyToken::of)
        .orElseThrow(NotReadyException::behind);
  }

  private ConsistencyToken outcome(AccountCommandMark command, Duration wait) {
    String key = Keys.accountAnswer(command.id(), command.commandId());
    AccountBalance account =
        requireSeen(facts.at(command.id(), View.ACCOUNT_ANSWERS, key, wait, AccountOutcome.class))
            .getAccount();
    return account == null ? ConsistencyToken.NONE : ConsistencyToken.of(account);
  }

  /**
   * A system account is waited for at the shard that the write advanced; its other shards are as
   * fresh as they are. Versions of one partition come in the order of their decisions: who has seen
   * the last of a batch has seen all of them.
   */
  public void awaitAccount(ConsistencyToken token, String accountId) {
    int partition = facts.partitionOf(accountId);
    token
        .marks(AccountMark.class)
        .filter(mark -> mark.id().equals(accountId) || partitionOf(mark) == partition)
        .forEach(this::await);
  }

  private int partitionOf(AccountMark mark) {
    Integer shard = mark.shard();
    return shard == null ? facts.partitionOf(mark.id()) : shard;
  }

  /** What the token says of one thing. */
  public void await(ConsistencyToken token, Class<? extends Mark> kind, String id) {
    token.marks(kind).filter(mark -> mark.id().equals(id)).forEach(this::await);
  }

  /** What the token says of all things of a kind. */
  public void await(ConsistencyToken token, Class<? extends Mark> kind) {
    token.marks(kind).forEach(this::await);
  }

  /** What is written is soon in Postgres as well: the sinks are waited for, but not for long. */
  public void await(BooleanSupplier isSeen) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!isSeen.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw NotReadyException.behind();
      }
      pause();
    }
  }

  /** Before one looks again. */
  static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotReadyException.moving();
    }
  }

  private void await(Mark mark) {
    boolean isSeen =
        switch (mark) {
          case AccountMark account -> {
            String key = Keys.version(account.id(), account.version());
            yield facts.has(partitionOf(account), View.ACCOUNT_VERSIONS, key, LONGEST);
          }
          case TransferMark transfer -> isSeen(transfer);
          case JournalMark entry ->
              facts.has(entry.partition(), View.JOURNAL, Keys.sequence(entry.sequence()), LONGEST);
          case PaymentMark payment ->
              has(
                  payment.id(),
                  View.PAYMENT_EVENTS,
                  Keys.version(payment.id(), payment.sequence()));
          case RefundMark refund ->
              has(
                  refund.id(),
                  View.REFUND_VERSIONS,
                  Keys.refund(refund.id(), refund.paymentId(), refund.version()));
          case CaseMark version -> hasVersion(version.id(), version.version());
          case CaseCommandMark command -> {
            CaseResolution resolution =
                requireSeen(facts.resolution(command.id(), command.requestId(), LONGEST))
                    .getResolution();
            yield resolution == null || hasVersion(command.id(), resolution.getVersion());
          }
          // What these come to is waited for.
          case CommandMark _, AccountCommandMark _ -> true;
        };
    if (!isSeen) {
      throw NotReadyException.behind();
    }
  }

  private boolean isSeen(TransferMark mark) {
    String scope = mark.scopeAccountId();
    return facts.transfers(mark.id(), scope, mark.revision(), LONGEST).stream()
        .filter(state -> state.getScopeAccountId().equals(scope))
        .anyMatch(state -> state.getRevision() >= mark.revision());
  }

  private boolean hasVersion(String caseId, int version) {
    return has(Ids.root(caseId), View.RECONCILIATION_RESULTS, Keys.version(caseId, version));
  }

  private boolean has(String id, View view, String key) {
    return facts.has(facts.partitionOf(id), view, key, LONGEST);
  }

  private static <T> T requireSeen(Optional<T> seen) {
    return seen.orElseThrow(NotReadyException::behind);
  }
}
