package io.penstock.ingest.transfers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.IngestSettings;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.CommittedViews;
import io.penstock.ingest.commands.CommittedViews.Seen;
import io.penstock.ingest.commands.CommittedViews.ViewsUnavailableException;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Patience;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a transfer's command to the ledger and brings its outcome back. */
public final class TransferDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TransferDesk.class);

  private final CommandProducer producer;
  private final CommittedViews views;
  private final IngestSettings settings;
  private final HoldSearch holds;

  public TransferDesk(CommandProducer producer, CommittedViews views, IngestSettings settings) {
    this.producer = producer;
    this.views = views;
    this.settings = settings;
    holds = new HoldSearch(views, settings.lookUpWait());
  }

  /** Finds the hold that a post or void names. */
  HoldSearch.Hold hold(String holdId, @Nullable String account) {
    return holds.find(holdId, account, RefusalCode.PENDING_TRANSFER_NOT_FOUND);
  }

  /** Finds the transfer that is to be reversed. */
  HoldSearch.Hold original(String transferId, @Nullable String account) {
    return holds.find(transferId, account, RefusalCode.ORIGINAL_TRANSFER_NOT_FOUND);
  }

  AccountLookUps newLookUps() {
    return new AccountLookUps(views, settings.lookUpWait());
  }

  /** The account that a transfer is keyed by and its id unique for. */
  static String scopeOf(TransferCommand command) {
    return Objects.requireNonNull(TransferKey.of(command), "a move's credits name its scope");
  }

  /** Likewise, of a transfer that the views show. */
  static TransferScope scopeOf(Seen transfer) {
    return new TransferScope(transfer.text("scope_account_id"), transfer.text("debit_account_id"));
  }

  /** The command with what the views make doubtful about its credit accounts. */
  TransferCommand doubting(TransferCommand command, AccountLookUps lookUps) {
    String scope = scopeOf(command);
    // The ledger itself knows the scope account and the system accounts where it decides.
    List<String> remote =
        command.getCredits().stream()
            .map(Credit::getAccountId)
            .filter(account -> !account.equals(scope) && !SystemAccounts.isSystem(account))
            .distinct()
            .toList();
    return beforeCommand(() -> lookUps.doubt(remote, command.getCurrency()))
        .map(doubt -> doubting(command, doubt))
        .orElse(command);
  }

  private static TransferCommand doubting(TransferCommand command, AccountLookUps.Doubt doubt) {
    List<String> accounts = command.getCredits().stream().map(Credit::getAccountId).toList();
    return TransferCommand.newBuilder(command)
        .setDoubt(doubt.code())
        .setDoubtCredit(accounts.indexOf(doubt.accountId()))
        .build();
  }

  /**
   * The ledger knows an id for one account only. An id that the client used with another account is
   * found by the views.
   */
  Optional<Problem> otherScope(TransferCommand command) {
    List<Seen> known =
        beforeCommand(() -> views.transfers(command.getTransferId(), null, Duration.ZERO));
    boolean isKnown =
        known.stream().anyMatch(seen -> scopeOf(seen).scopeAccountId().equals(scopeOf(command)));
    return isKnown
        ? Optional.empty()
        : known.stream().findFirst().map(seen -> otherScope(command, scopeOf(seen)));
  }

  /** What is said of a command whose id a transfer of another scope has. */
  static Problem otherScope(TransferCommand command, TransferScope known) {
    boolean otherDebit = !known.debitAccountId().equals(command.getDebitAccountId());
    String field = otherDebit ? "debit_account_id" : "credit_account_id";
    return Problem.ofField(
        422,
        "id_already_used_with_different_" + field,
        field,
        "The transfer id was used before with another " + field + ".");
  }

  /** A look at the views on the way in: where it fails, nothing has been sent yet. */
  static <T> T beforeCommand(Supplier<T> look) {
    try {
      return look.get();
    } catch (ViewsUnavailableException e) {
      LOG.warn("the views cannot be asked before a command", e);
      throw new ProblemException(Problems.VIEWS_UNAVAILABLE);
    }
  }

  /** Where a command is decided, behind those that were sent there before it. */
  int partition(TransferCommand command, String scope) {
    return producer.partition(Topics.TRANSFERS_REQUESTED, scope, command);
  }

  CompletableFuture<Void> send(TransferCommand command, String scope) {
    return producer.send(Topics.TRANSFERS_REQUESTED, scope, command);
  }

  /** The transfer as the outcome of this very command shows it; empty: not decided in time. */
  Optional<Seen> outcome(TransferCommand command, String scope, Deadline deadline) {
    Optional<Seen> outcome =
        Patience.await(
            deadline,
            wait ->
                views.transferAnswer(command.getTransferId(), scope, command.getRequestId(), wait));
    outcome.ifPresent(seen -> log(command, seen));
    return outcome;
  }

  /** A hold once the views show that it is resolved; empty: they do not yet. */
  Optional<Seen> resolved(String holdId, String scope, Deadline deadline) {
    return Patience.await(
        deadline.atLeast(settings.lookUpWait()),
        wait ->
            views.transfers(holdId, scope, wait).stream()
                .filter(hold -> scopeOf(hold).scopeAccountId().equals(scope))
                .filter(hold -> !hold.text("status").equals("pending"))
                .findFirst());
  }

  static ObjectNode processing(String transferId) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("transfer_id", transferId)
        .put("status", "processing");
  }

  private static void log(TransferCommand command, Seen outcome) {
    LOG.atInfo()
        .addKeyValue("transfer_id", command.getTransferId())
        .addKeyValue("kind", command.getKind())
        .addKeyValue("request_id", command.getRequestId())
        .addKeyValue("status", outcome.text("status"))
        .addKeyValue("code", outcome.text("failure_code"))
        .log("transfer decided");
  }
}
