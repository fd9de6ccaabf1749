package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.Question;
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

/**
 * Waits until the views have what a read's consistency token names of the things that are read.
 * Every call throws {@link NotReadyException} where that takes too long.
 */
public final class CatchUp {
  /** How long a read waits. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final FactReader reader;
  private final CommittedFacts facts;
  private final ReconciliationFacts cases;

  public CatchUp(FactReader reader) {
    this.reader = reader;
    facts = new CommittedFacts(reader);
    cases = new ReconciliationFacts(reader);
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

  private ConsistencyToken outcome(CommandMark command, Duration patience) {
    String scope = command.scopeAccountId();
    return facts.transfers(command.transferId(), scope, patience).stream()
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
        requireSeen(reader.first(id, question, patience, AccountOutcome.class)).getAccount();
    return account == null ? ConsistencyToken.NONE : ConsistencyToken.of(account);
  }

  /**
   * A system account is waited for at the shard that the write advanced; its other shards are as
   * fresh as they are. Versions of one partition come in the order of their decisions: who has seen
   * the last of a batch has seen all of them.
   */
  public void awaitAccount(ConsistencyToken token, String accountId) {
    token
        .marks(AccountMark.class)
        .forEach(
            mark -> {
              String id = mark.accountId();
              int partition = mark.shard() == null ? reader.partitionOf(id) : mark.shard();
              if (id.equals(accountId) || partition == reader.partitionOf(accountId)) {
                requireSeen(facts.hasVersion(partition, id, mark.version(), LONGEST));
              }
            });
  }

  public void awaitTransfer(ConsistencyToken token, String transferId) {
    token
        .marks(TransferMark.class)
        .filter(mark -> mark.transferId().equals(transferId))
        .forEach(
            mark -> {
              String scope = mark.scopeAccountId();
              var question = new Question.States(transferId, scope, mark.revision());
              requireSeen(
                  facts.states(question, LONGEST).stream()
                      .filter(state -> state.getScopeAccountId().equals(scope))
                      .anyMatch(state -> state.getRevision() >= mark.revision()));
            });
  }

  public void awaitJournal(ConsistencyToken token) {
    token
        .marks(JournalMark.class)
        .forEach(mark -> facts.entries(mark.partition(), List.of(mark.sequence())));
  }

  public void awaitPayment(ConsistencyToken token, String paymentId) {
    token
        .marks(PaymentMark.class)
        .filter(mark -> mark.paymentId().equals(paymentId))
        .forEach(this::await);
  }

  /** Every payment that the token names. */
  public void awaitPayments(ConsistencyToken token) {
    token.marks(PaymentMark.class).forEach(this::await);
  }

  private void await(PaymentMark mark) {
    String id = mark.paymentId();
    requireSeen(has(id, View.PAYMENT_EVENTS, Keys.version(id, mark.sequence())));
  }

  public void awaitRefund(ConsistencyToken token, String refundId) {
    token
        .marks(RefundMark.class)
        .filter(mark -> mark.refundId().equals(refundId))
        .map(mark -> Keys.refund(refundId, mark.paymentId(), mark.version()))
        .forEach(key -> requireSeen(has(refundId, View.REFUND_VERSIONS, key)));
  }

  public void awaitCase(ConsistencyToken token, String caseId) {
    token
        .marks(CaseMark.class)
        .filter(mark -> mark.caseId().equals(caseId))
        .forEach(mark -> awaitVersion(caseId, mark.version()));
    token
        .marks(CaseCommandMark.class)
        .filter(mark -> mark.caseId().equals(caseId))
        .map(mark -> requireSeen(cases.resolution(caseId, mark.requestId(), LONGEST)))
        .forEach(
            outcome -> {
              CaseResolution resolution = outcome.getResolution();
              if (resolution != null) {
                awaitVersion(caseId, resolution.getVersion());
              }
            });
  }

  private void awaitVersion(String caseId, int version) {
    requireSeen(has(Ids.root(caseId), View.RECONCILIATION_RESULTS, Keys.version(caseId, version)));
  }

  private boolean has(String id, View view, String key) {
    return !reader.rows(id, new Question.Keys(view, List.of(key)), LONGEST).isEmpty();
  }

  private static void requireSeen(boolean seen) {
    if (!seen) {
      throw NotReadyException.behind();
    }
  }

  private static <T> T requireSeen(Optional<T> seen) {
    return seen.orElseThrow(NotReadyException::behind);
  }
}
