package io.penstock.queries;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.payments.PartySearches;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.facts.ConsistencyToken;
import io.penstock.queries.facts.OlderFacts;
import io.penstock.queries.facts.PaymentFacts;
import io.penstock.queries.facts.PaymentMarks;
import io.penstock.queries.facts.ReconciliationFacts;
import io.penstock.queries.facts.StoredLists;
import io.penstock.queries.json.AccountJson;
import io.penstock.queries.json.Json;
import io.penstock.queries.json.PaymentJson;
import io.penstock.queries.json.ReconciliationJson;
import io.penstock.queries.json.TransferJson;
import io.penstock.queries.store.NotReadyException;
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
 * What the HTTP door asks: the outcomes of its commands, each waited for. Every call may throw
 * {@link NotReadyException}.
 */
public final class CommandAnswers {
  private final CommittedFacts facts;
  private final OlderFacts older;
  private final StoredLists lists;
  private final AccountReads accounts;
  private final PaymentFacts payments;
  private final PaymentMarks marks;
  private final ReconciliationFacts cases;

  public CommandAnswers(ViewsApplication views) {
    facts = views.facts();
    older = views.older();
    lists = views.lists();
    accounts = new AccountReads(facts);
    payments = new PaymentFacts(views.reader());
    marks = new PaymentMarks(facts);
    cases = new ReconciliationFacts(views.reader());
  }

  /**
   * What was found, as it is shown to people.
   *
   * @param consistencyToken makes a later read see at least this; empty where there is none
   */
  public record Found(ObjectNode json, Optional<String> consistencyToken) {
    private static Found of(ObjectNode json) {
      return new Found(json, Optional.empty());
    }

    private static Found of(ObjectNode json, ConsistencyToken token) {
      return new Found(json, token.encoded());
    }
  }

  /** An account; empty where there is none in time. */
  public Optional<Found> account(String accountId, Duration patience) {
    return accounts.now(accountId, patience).map(Found::of);
  }

  /**
   * The transfers with an id, one a scope, the oldest first; with {@code scope_account_id} each.
   *
   * @param scopeAccountId is waited for; null: any
   */
  public List<Found> transfers(
      String transferId, @Nullable String scopeAccountId, Duration patience) {
    return scoped(facts.transfers(transferId, scopeAccountId, patience));
  }

  /** The same of those that the views have forgotten. */
  public List<Found> olderTransfers(String transferId) {
    return scoped(older.transfers(transferId));
  }

  private static List<Found> scoped(List<TransferOutcome> transfers) {
    return transfers.stream()
        .map(
            found ->
                Found.of(
                    TransferJson.of(found).put("scope_account_id", found.getScopeAccountId()),
                    ConsistencyToken.of(found)))
        .toList();
  }

  /** The outcome of one very request; empty where there is none in time. */
  public Optional<Found> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration patience) {
    return facts
        .transferAnswer(transferId, scopeAccountId, requestId, patience)
        .map(outcome -> Found.of(TransferJson.of(outcome), ConsistencyToken.of(outcome)));
  }

  /**
   * The outcome of one very request; empty where there is none in time. Whoever is told of an
   * account will find it, as it was told, in the next look-up.
   */
  public Optional<Found> accountAnswer(
      String accountId, String commandId, String requestId, Duration patience) {
    long start = System.nanoTime();
    return facts
        .accountAnswer(accountId, commandId, requestId, patience)
        .filter(
            outcome -> {
              Duration left = patience.minusNanos(System.nanoTime() - start);
              return isVisible(outcome, left.isNegative() ? Duration.ZERO : left);
            })
        .map(CommandAnswers::found);
  }

  private boolean isVisible(AccountOutcome outcome, Duration patience) {
    AccountBalance account = outcome.getAccount();
    if (account == null) {
      return true;
    }
    String id = account.getAccountId();
    long version = account.getCounters().getVersion();
    return facts.hasVersion(facts.partitionOf(id), id, version, patience);
  }

  private static Found found(AccountOutcome outcome) {
    ObjectNode json = Json.object();
    Json.putIfPresent(json, "failure_code", outcome.getFailureCode());
    Json.putIfPresent(json, "failure_detail", outcome.getFailureDetail());
    AccountBalance account = outcome.getAccount();
    if (account == null) {
      return Found.of(json);
    }
    json.set("account", AccountJson.of(account));
    return Found.of(json, ConsistencyToken.of(account));
  }

  /** The answer to one very request about a payment; it may not be at rest after the patience. */
  public Optional<Found> paymentAnswer(String paymentId, String requestId, Duration patience) {
    return payments
        .answer(paymentId, requestId, patience)
        .map(answer -> Found.of(PaymentJson.of(answer), marks.of(answer)));
  }

  /**
   * The answer to one very request about a reconciliation case; empty where there is none in time.
   * Whoever is told of a case will find it, as it was told, in the next look-up.
   */
  public Optional<Found> resolutionAnswer(String caseId, String requestId, Duration patience) {
    long start = System.nanoTime();
    return cases
        .resolution(caseId, requestId, patience)
        .flatMap(
            outcome -> {
              ObjectNode json = Json.object();
              if (outcome.getResolution() == null) {
                Json.putIfPresent(json, "failure_code", outcome.getFailureCode());
                Json.putIfPresent(json, "failure_detail", outcome.getFailureDetail());
                return Optional.of(Found.of(json));
              }
              Duration left = patience.minusNanos(System.nanoTime() - start);
              return cases
                  .version(
                      caseId,
                      outcome.getResolution().getVersion(),
                      left.isNegative() ? Duration.ZERO : left)
                  .map(
                      told ->
                          Found.of(
                              json.set("case", ReconciliationJson.of(told)),
                              ConsistencyToken.of(told)));
            });
  }

  /** The account that an owner is paid to; empty: none is known. */
  public Optional<String> merchantAccount(String ownerId, String currency) {
    return PartySearches.merchantAccount(owned(ownerId), currency);
  }

  /** The account that an owner pays from; empty: none is known. */
  public Optional<String> payerAccount(String ownerId, String currency) {
    return PartySearches.payerAccount(owned(ownerId), currency);
  }

  private List<AccountOwner> owned(String ownerId) {
    return payments.accountsOf(ownerId, Optional.empty(), Optional.empty());
  }

  /** The first answer that was given to an idempotency key. */
  public Optional<IdempotentAnswer> idempotentAnswer(String key) {
    return facts.idempotentAnswer(key);
  }

  /** Which settlement lines change nothing: see {@link StoredLists#known}. */
  public Set<Integer> knownLines(List<SettlementLine> lines) {
    return lists.known(lines);
  }
}
