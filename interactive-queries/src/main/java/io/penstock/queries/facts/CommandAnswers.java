package io.penstock.queries.facts;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
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

/** The outcomes of the door's commands, each waited for. */
public final class CommandAnswers implements CommittedViews {
  /** A payment knows of a transfer from the topic that the views read, too: it is here or close. */
  private static final Duration CLOSE = Duration.ofMillis(100);

  private static final String HOLD = Ids.STEP + "hold";
  private static final String BOOK = Ids.STEP + "book";
  private static final String REFUND = Ids.STEP + "r";
  private static final int DECIDED = 1;
  private static final int RESOLVED = 2;

  private final CommittedFacts facts;
  private final PaymentFacts payments;
  private final ReconciliationFacts cases;
  private final Function<String, List<TransferOutcome>> olderTransfers;
  private final Function<List<SettlementLine>, Set<Integer>> knownLines;

  /**
   * @param olderTransfers that the views have forgotten, by their id
   * @param knownLines see {@link StoredLists#known}
   */
  public CommandAnswers(
      FactReader reader,
      Function<String, List<TransferOutcome>> olderTransfers,
      Function<List<SettlementLine>, Set<Integer>> knownLines) {
    facts = new CommittedFacts(reader);
    payments = new PaymentFacts(reader);
    cases = new ReconciliationFacts(reader);
    this.olderTransfers = olderTransfers;
    this.knownLines = knownLines;
  }

  @Override
  public Optional<AccountBalance> account(String accountId, Duration wait) {
    return facts.latest(facts.partitionOf(accountId), accountId, wait);
  }

  @Override
  public List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration wait) {
    return facts.transfers(transferId, scopeAccountId, wait);
  }

  @Override
  public List<TransferOutcome> olderTransfers(String transferId) {
    return olderTransfers.apply(transferId);
  }

  @Override
  public Optional<TransferOutcome> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait) {
    return facts.transferAnswer(transferId, scopeAccountId, requestId, wait);
  }

  @Override
  public Optional<AccountOutcome> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait) {
    long start = System.nanoTime();
    return facts
        .accountAnswer(accountId, commandId, requestId, wait)
        .filter(outcome -> isVisible(outcome, left(wait, start)));
  }

  private boolean isVisible(AccountOutcome outcome, Duration wait) {
    AccountBalance account = outcome.getAccount();
    if (account == null) {
      return true;
    }
    String id = account.getAccountId();
    long version = account.getCounters().getVersion();
    return facts.hasVersion(facts.partitionOf(id), id, version, wait);
  }

  private static Duration left(Duration wait, long startNanos) {
    Duration left = wait.minusNanos(System.nanoTime() - startNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public Optional<PaymentAnswer> paymentAnswer(String paymentId, String requestId, Duration wait) {
    return payments
        .answer(paymentId, requestId, wait)
        .map(answer -> answer.with(answer.payment().flatMap(now -> transfer(answer, now))));
  }

  /** The transfer of the refund that was asked for, or the one that took the payment's money. */
  private Optional<TransferOutcome> transfer(PaymentAnswer answer, Payment payment) {
    String id = payment.getPaymentId();
    if (answer.refund().isPresent()) {
      int number = answer.refund().get().getNumber();
      return facts.transfer(id + REFUND + number, DECIDED, Duration.ZERO);
    }
    boolean isBooked = payment.getCapturedAtMs() != null;
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> {
        if (isBooked) {
          yield facts.transfer(id + HOLD, RESOLVED, CLOSE);
        }
        yield facts.transfer(id + HOLD, DECIDED, payment.getFundsHeld() ? CLOSE : Duration.ZERO);
      }
      case CARD -> isBooked ? facts.transfer(id + BOOK, DECIDED, CLOSE) : Optional.empty();
    };
  }

  @Override
  public Optional<ResolutionAnswer> resolutionAnswer(
      String caseId, String requestId, Duration wait) {
    long start = System.nanoTime();
    return cases
        .resolution(caseId, requestId, wait)
        .flatMap(outcome -> visible(outcome, left(wait, start)));
  }

  private Optional<ResolutionAnswer> visible(ResolutionOutcome outcome, Duration wait) {
    return outcome.getResolution() == null
        ? Optional.of(new ResolutionAnswer(outcome, null))
        : cases
            .version(outcome.getCaseId(), outcome.getResolution().getVersion(), wait)
            .map(result -> new ResolutionAnswer(outcome, result));
  }

  @Override
  public List<AccountOwner> accountsOf(String ownerId) {
    return payments.accountsOf(ownerId);
  }

  @Override
  public Optional<IdempotentAnswer> idempotentAnswer(String key) {
    return facts.idempotentAnswer(key);
  }

  @Override
  public Set<Integer> knownLines(List<SettlementLine> lines) {
    return knownLines.apply(lines);
  }
}
