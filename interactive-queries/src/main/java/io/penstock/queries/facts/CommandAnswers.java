package io.penstock.queries.facts;

import io.penstock.queries.store.Question;
import io.penstock.queries.store.RowDecoder;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.CommittedViews;
import io.penstock.views.PaymentAnswer;
import io.penstock.views.ResolutionAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the door asks: the facts, and the outcomes of its commands, each waited for. */
public final class CommandAnswers extends CommittedFacts implements CommittedViews {
  /** A payment knows of a transfer from the topic that the views read, too: it is here or close. */
  private static final Duration CLOSE = Duration.ofMillis(100);

  private static final String HOLD = Ids.STEP + "hold";
  private static final String BOOK = Ids.STEP + "book";
  private static final String REFUND = Ids.STEP + "r";
  private static final int DECIDED = 1;
  private static final int RESOLVED = 2;

  private final Function<String, List<TransferOutcome>> olderTransfers;
  private final Function<List<SettlementLine>, Set<Integer>> knownLines;

  /**
   * @param olderTransfers that the views have forgotten, by their id
   * @param knownLines by their place in the list
   */
  public CommandAnswers(
      PartitionedViews views,
      RowDecoder decoder,
      Function<String, List<TransferOutcome>> olderTransfers,
      Function<List<SettlementLine>, Set<Integer>> knownLines) {
    super(views, decoder);
    this.olderTransfers = olderTransfers;
    this.knownLines = knownLines;
  }

  @Override
  public List<TransferOutcome> olderTransfers(String transferId) {
    return olderTransfers.apply(transferId);
  }

  @Override
  public Optional<AccountOutcome> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait) {
    long start = System.nanoTime();
    String key = Keys.accountAnswer(accountId, commandId);
    var question = new Question.Answer(View.ACCOUNT_ANSWERS, key, requestId);
    return first(accountId, question, wait, AccountOutcome.class)
        .filter(outcome -> isVisible(outcome.getAccount(), left(wait, start)));
  }

  private boolean isVisible(@Nullable AccountBalance account, Duration wait) {
    if (account == null) {
      return true;
    }
    String id = account.getAccountId();
    String version = Keys.version(id, account.getCounters().getVersion());
    return has(partitionOf(id), View.ACCOUNT_VERSIONS, version, wait);
  }

  private static Duration left(Duration wait, long startNanos) {
    Duration left = wait.minusNanos(System.nanoTime() - startNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public Optional<PaymentAnswer> paymentAnswer(String paymentId, String requestId, Duration wait) {
    return super.paymentAnswer(paymentId, requestId, wait)
        .map(answer -> answer.with(answer.payment().flatMap(now -> transfer(answer, now))));
  }

  /** The transfer of the refund that was asked for, or the one that took the payment's money. */
  private Optional<TransferOutcome> transfer(PaymentAnswer answer, Payment payment) {
    String id = payment.getPaymentId();
    if (answer.refund().isPresent()) {
      return transfer(id + REFUND + answer.refund().get().getNumber(), DECIDED, Duration.ZERO);
    }
    boolean isBooked = payment.getCapturedAtMs() != null;
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> {
        if (isBooked) {
          yield transfer(id + HOLD, RESOLVED, CLOSE);
        }
        yield transfer(id + HOLD, DECIDED, payment.getFundsHeld() ? CLOSE : Duration.ZERO);
      }
      case CARD -> isBooked ? transfer(id + BOOK, DECIDED, CLOSE) : Optional.empty();
    };
  }

  /** A transfer, waited for until it has the revision; as it is if that takes too long. */
  private Optional<TransferOutcome> transfer(String transferId, int revision, Duration wait) {
    return transfers(transferId, null, revision, wait).stream().findFirst();
  }

  @Override
  public Optional<ResolutionAnswer> resolutionAnswer(
      String caseId, String requestId, Duration wait) {
    long start = System.nanoTime();
    return resolution(caseId, requestId, wait)
        .flatMap(outcome -> visible(outcome, left(wait, start)));
  }

  private Optional<ResolutionAnswer> visible(ResolutionOutcome outcome, Duration wait) {
    if (outcome.getResolution() == null) {
      return Optional.of(new ResolutionAnswer(outcome, null));
    }
    String id = outcome.getCaseId();
    String version = Keys.version(id, outcome.getResolution().getVersion());
    return at(Ids.root(id), View.RECONCILIATION_RESULTS, version, wait, ReconciliationResult.class)
        .map(result -> new ResolutionAnswer(outcome, result));
  }

  @Override
  public Set<Integer> knownLines(List<SettlementLine> lines) {
    return knownLines.apply(lines);
  }
}
