package io.penstock.ingest.transfers;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.CommittedViews;
import io.penstock.ingest.commands.CommittedViews.Seen;
import io.penstock.ingest.commands.CommittedViews.ViewsUnavailableException;
import io.penstock.ingest.commands.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the transfer that a post, void or reversal names, however long it has been pending: the
 * ledger keeps it for longer than anyone who can be asked, and decides whatever is found here.
 */
public final class HoldSearch {
  private static final Logger LOG = LoggerFactory.getLogger(HoldSearch.class);

  private final CommittedViews views;
  private final Duration lookUpWait;

  HoldSearch(CommittedViews views, Duration lookUpWait) {
    this.views = views;
    this.lookUpWait = lookUpWait;
  }

  /**
   * A hold, as far as a command about it must tell.
   *
   * @param shown the transfer as it was found, or that it is being looked for
   */
  record Hold(TransferScope scope, String currency, JsonNode shown) {
    private static Hold of(Seen transfer) {
      return new Hold(TransferDesk.scopeOf(transfer), transfer.text("currency"), transfer.json());
    }
  }

  /**
   * The hold that stands in the URL.
   *
   * @param account names its debit account or its scope; null: the only one with the id
   * @param unknown what is said where there is none
   * @throws ProblemException transfer_id_ambiguous, the code of {@code unknown}, and 503 where it
   *     cannot be looked for now
   */
  Hold find(String holdId, @Nullable String account, RefusalCode unknown) {
    return recent(holdId, account)
        .or(() -> older(holdId, account))
        .map(Hold::of)
        .or(() -> unseen(holdId, account))
        .orElseThrow(
            () -> Problems.refused(404, unknown.code(), "There is no transfer with this id."));
  }

  private Optional<Seen> recent(String holdId, @Nullable String account) {
    String scope = tellsScope(account) ? account : null;
    return only(
        holdId,
        account,
        TransferDesk.beforeCommand(() -> views.transfers(holdId, scope, lookUpWait)));
  }

  /** One that the views have forgotten. */
  private Optional<Seen> older(String holdId, @Nullable String account) {
    try {
      return only(holdId, account, views.olderTransfers(holdId));
    } catch (ViewsUnavailableException e) {
      LOG.warn("what is older cannot be asked before a command: {}", e.getMessage());
      if (tellsScope(account)) {
        return Optional.empty();
      }
      throw (ProblemException) new ProblemException(Problems.OLDER_UNAVAILABLE).initCause(e);
    }
  }

  /** One that nobody shows: its account tells where the ledger would have it. */
  private Optional<Hold> unseen(String holdId, @Nullable String account) {
    if (account == null || !tellsScope(account)) {
      return Optional.empty();
    }
    return TransferDesk.beforeCommand(() -> views.account(account, Duration.ZERO))
        .map(
            seen ->
                new Hold(
                    new TransferScope(account, account),
                    seen.text("currency"),
                    TransferDesk.processing(holdId)));
  }

  private static Optional<Seen> only(String holdId, @Nullable String account, List<Seen> known) {
    List<Seen> meant = TransferScope.meant(known, TransferDesk::scopeOf, account);
    if (meant.size() > 1) {
      List<String> accounts =
          meant.stream().map(seen -> TransferDesk.scopeOf(seen).scopeAccountId()).toList();
      throw new ProblemException(Problem.ofAmbiguousTransfer(holdId, accounts));
    }
    return meant.stream().findFirst();
  }

  /** Of a system account's transfers the account does not tell the scope. */
  private static boolean tellsScope(@Nullable String account) {
    return account != null && !SystemAccounts.isSystem(account);
  }
}
