package io.penstock.views;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the door asks of committed facts: the outcomes of its commands, each waited for, and what it
 * must know beforehand. Any call may throw a {@link RuntimeException}: the views are away, and
 * nothing follows from that for a command that was sent.
 */
public interface CommittedViews {

  /** An account that is no system account; empty where there is none in time. */
  Optional<AccountBalance> account(String accountId, Duration wait);

  /**
   * The transfers with an id, one a scope, the oldest first.
   *
   * @param scopeAccountId is waited for if it is not there yet; null: any
   */
  List<TransferOutcome> transfers(
      String transferId, @Nullable String scopeAccountId, Duration wait);

  /**
   * The same of those that the views have forgotten. It takes longer: to be asked where the views
   * have none that is meant.
   */
  List<TransferOutcome> olderTransfers(String transferId);

  /** The outcome of one very request; empty where there is none in time. */
  Optional<TransferOutcome> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait);

  /**
   * The outcome of one very request; empty where there is none in time. Whoever is told of an
   * account finds it, as it was told, in the next look-up.
   */
  Optional<AccountOutcome> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait);

  /**
   * The answer to one very request about a payment; empty where there is none in time. It may not
   * be at rest then.
   */
  Optional<PaymentAnswer> paymentAnswer(String paymentId, String requestId, Duration wait);

  /**
   * The answer to one very request about a reconciliation case; empty where there is none in time.
   * Whoever is told of a case finds it, as it was told, in the next look-up.
   */
  Optional<ResolutionAnswer> resolutionAnswer(String caseId, String requestId, Duration wait);

  /** An owner's accounts as far as the views know them now. */
  List<AccountOwner> accountsOf(String ownerId);

  /** The first answer that was given to an idempotency key. */
  Optional<IdempotentAnswer> idempotentAnswer(String key);

  /**
   * Which settlement lines change nothing, since reconciliation has them already.
   *
   * @param lines a few thousand at most
   * @return their places in the list; those that nobody has told yet are not among them
   */
  Set<Integer> knownLines(List<SettlementLine> lines);
}
