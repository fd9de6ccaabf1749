package io.penstock.ingest.transfers;

import io.penstock.domain.SystemAccounts;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.domain.transfers.TransferScope;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.views.CommittedViews;
import io.penstock.views.Json;
import io.penstock.views.TransferJson;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a transfer's command to the ledger and brings its outcome back. */
public final class TransferDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TransferDesk.class);

  /** How long a look at the views before a command waits for what they do not show. */
  static final Duration LOOK_UP_WAIT = Duration.ofMillis(200);

  private final CommandProducer producer;
  private final CommittedViews views;
  private final HoldSearch holds;

  public TransferDesk(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
    holds = new HoldSearch(views);
  }

  /** Finds the transfer that a post, void or reversal names. */
  HoldSearch holds() {
    return holds;
  }

  AccountLookUps newLookUps() {
    return new AccountLookUps(views, Deadline.in(LOOK_UP_WAIT));
  }

  /** The account that a transfer is keyed by and its id unique for. */
  static String scopeOf(TransferCommand command) {
    return Objects.requireNonNull(TransferKey.of(command), "a move's credits name its scope");
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
        .setDoubt(doubt.code().code())
        .setDoubtCredit(accounts.indexOf(doubt.accountId()))
        .build();
  }

  /**
   * The ledger knows an id for one account only. An id that the client used with another account is
   * found by the views.
   */
  Optional<Problem> otherScope(TransferCommand command) {
    List<TransferOutcome> known =
        beforeCommand(() -> views.transfers(command.getTransferId(), null, Duration.ZERO));
    boolean isKnown =
        known.stream().anyMatch(found -> found.getScopeAccountId().equals(scopeOf(command)));
    return isKnown
        ? Optional.empty()
        : known.stream().findFirst().map(found -> otherScope(command, TransferScope.of(found)));
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
    } catch (RuntimeException e) {
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
  Optional<TransferOutcome> outcome(TransferCommand command, String scope, Deadline deadline) {
    Optional<TransferOutcome> outcome =
        deadline.await(
            wait ->
                views.transferAnswer(command.getTransferId(), scope, command.getRequestId(), wait));
    outcome.ifPresent(decided -> log(command, decided));
    return outcome;
  }

  /** A hold once the views show that it is resolved; empty: they do not yet. */
  Optional<TransferOutcome> resolved(String holdId, String scope, Deadline deadline) {
    return deadline
        .atLeast(LOOK_UP_WAIT)
        .await(
            wait ->
                views.transfers(holdId, scope, wait).stream()
                    .filter(hold -> hold.getScopeAccountId().equals(scope))
                    .filter(hold -> hold.getStatus() != TransferStatus.PENDING)
                    .findFirst());
  }

  private static void log(TransferCommand command, TransferOutcome outcome) {
    LOG.atInfo()
        .addKeyValue("transfer_id", command.getTransferId())
        .addKeyValue("kind", command.getKind())
        .addKeyValue("request_id", command.getRequestId())
        .addKeyValue("status", Json.lowerCase(outcome.getStatus()))
        .addKeyValue("code", Objects.requireNonNullElse(TransferJson.failureCode(outcome), ""))
        .log("transfer decided");
  }
}
