package io.penstock.ingest.transfers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.CommandReply;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.CommittedViews;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.TransferJson;
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

  HoldSearch(CommittedViews views) {
    this.views = views;
  }

  /**
   * A hold, as far as a command about it must tell.
   *
   * @param found the transfer; empty where only its account is known
   */
  record Hold(TransferScope scope, String currency, Optional<TransferOutcome> found) {
    private static Hold of(TransferOutcome transfer) {
      return new Hold(TransferScope.of(transfer), transfer.getCurrency(), Optional.of(transfer));
    }

    /** As it is shown to clients. */
    ObjectNode json(String holdId) {
      return found
          .map(TransferJson::of)
          .orElseGet(
              () -> CommandReply.processing("transfer_id", holdId, ConsistencyToken.NONE).body());
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
        .or(() -> unseen(account))
        .orElseThrow(
            () -> Problems.refused(404, unknown.code(), "There is no transfer with this id."));
  }

  private Optional<TransferOutcome> recent(String holdId, @Nullable String account) {
    String scope = tellsScope(account) ? account : null;
    return only(
        holdId,
        account,
        TransferDesk.beforeCommand(
            () -> views.transfers(holdId, scope, TransferDesk.LOOK_UP_WAIT)));
  }

  /** One that the views have forgotten. */
  private Optional<TransferOutcome> older(String holdId, @Nullable String account) {
    List<TransferOutcome> known;
    try {
      known = views.olderTransfers(holdId);
    } catch (RuntimeException e) {
      LOG.warn("what is older cannot be asked before a command: {}", e.getMessage());
      if (tellsScope(account)) {
        return Optional.empty();
      }
      throw (ProblemException) new ProblemException(Problems.OLDER_UNAVAILABLE).initCause(e);
    }
    return only(holdId, account, known);
  }

  /** One that nobody shows: its account tells where the ledger would have it. */
  private Optional<Hold> unseen(@Nullable String account) {
    if (account == null || !tellsScope(account)) {
      return Optional.empty();
    }
    return TransferDesk.beforeCommand(() -> views.account(account, Duration.ZERO))
        .map(
            balance ->
                new Hold(
                    new TransferScope(account, account), balance.getCurrency(), Optional.empty()));
  }

  private static Optional<TransferOutcome> only(
      String holdId, @Nullable String account, List<TransferOutcome> known) {
    List<TransferOutcome> meant = TransferScope.meant(known, TransferScope::of, account);
    if (meant.size() > 1) {
      throw new ProblemException(
          Problem.ofAmbiguousTransfer(
              holdId, meant.stream().map(TransferOutcome::getScopeAccountId).toList()));
    }
    return meant.stream().findFirst();
  }

  /** Of a system account's transfers the account does not tell the scope. */
  private static boolean tellsScope(@Nullable String account) {
    return account != null && !SystemAccounts.isSystem(account);
  }
}
