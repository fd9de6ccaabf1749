package io.penstock.ingest.transfers;

import io.penstock.domain.RefusalCode;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.InParallel;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.views.CommittedViews;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The credit accounts of one request as the committed views show them, each asked for once, so that
 * a mistyped account is a plain refusal instead of a reversal. All of them share one deadline.
 */
public final class AccountLookUps {

  /** Refusals that a look at a credit account may suggest, in the ledger's order. */
  private static final List<RefusalCode> DOUBTS =
      List.of(
          RefusalCode.CREDIT_ACCOUNT_NOT_FOUND,
          RefusalCode.CREDIT_ACCOUNT_CLOSED,
          RefusalCode.CURRENCY_MISMATCH);

  private final CommittedViews views;
  private final Deadline deadline;
  private final ConcurrentMap<String, Optional<AccountBalance>> known = new ConcurrentHashMap<>();

  AccountLookUps(CommittedViews views, Deadline deadline) {
    this.views = views;
    this.deadline = deadline;
  }

  /**
   * What is wrong with an account as a credit account.
   *
   * @param code the refusal that it suggests
   */
  record Doubt(RefusalCode code, String accountId) {}

  /** What is wrong with these accounts as credit accounts, the gravest first; empty: nothing. */
  Optional<Doubt> doubt(List<String> accountIds, String currency) {
    return InParallel.map(accountIds, id -> code(id, currency).map(code -> new Doubt(code, id)))
        .stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingInt(doubt -> DOUBTS.indexOf(doubt.code())));
  }

  private Optional<RefusalCode> code(String accountId, String currency) {
    Optional<AccountBalance> account =
        known.computeIfAbsent(accountId, id -> views.account(id, deadline.left()));
    if (account.isEmpty()) {
      return Optional.of(RefusalCode.CREDIT_ACCOUNT_NOT_FOUND);
    }
    if (account.get().getStatus() == AccountStatus.CLOSED) {
      return Optional.of(RefusalCode.CREDIT_ACCOUNT_CLOSED);
    }
    return account.get().getCurrency().equals(currency)
        ? Optional.empty()
        : Optional.of(RefusalCode.CURRENCY_MISMATCH);
  }
}
