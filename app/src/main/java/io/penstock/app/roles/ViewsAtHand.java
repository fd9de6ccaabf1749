package io.penstock.app.roles;

import io.penstock.ingest.commands.CommittedViews;
import io.penstock.ingest.commands.StoredAnswer;
import io.penstock.queries.CommandAnswers;
import io.penstock.queries.CommandAnswers.Found;
import io.penstock.schemas.SettlementLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The views of this very process, asked without HTTP between: it costs as much as the payment. */
final class ViewsAtHand implements CommittedViews {
  private final CommandAnswers answers;

  ViewsAtHand(CommandAnswers answers) {
    this.answers = answers;
  }

  @Override
  public Optional<Seen> account(String accountId, Duration wait) {
    return seen(() -> answers.account(accountId, wait));
  }

  @Override
  public List<Seen> transfers(String transferId, @Nullable String scopeAccountId, Duration wait) {
    return asked(() -> answers.transfers(transferId, scopeAccountId, wait)).stream()
        .map(ViewsAtHand::seen)
        .toList();
  }

  @Override
  public List<Seen> olderTransfers(String transferId) {
    return asked(() -> answers.olderTransfers(transferId)).stream().map(ViewsAtHand::seen).toList();
  }

  @Override
  public Optional<Seen> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait) {
    return seen(() -> answers.transferAnswer(transferId, scopeAccountId, requestId, wait));
  }

  @Override
  public Optional<Seen> accountAnswer(
      String accountId, String commandId, String requestId, Duration wait) {
    return seen(() -> answers.accountAnswer(accountId, commandId, requestId, wait));
  }

  @Override
  public Optional<Seen> paymentAnswer(String paymentId, String requestId, Duration wait) {
    return seen(() -> answers.paymentAnswer(paymentId, requestId, wait));
  }

  @Override
  public Optional<Seen> resolutionAnswer(String caseId, String requestId, Duration wait) {
    return seen(() -> answers.resolutionAnswer(caseId, requestId, wait));
  }

  @Override
  public Optional<String> merchantAccount(String ownerId, String currency) {
    return asked(() -> answers.merchantAccount(ownerId, currency));
  }

  @Override
  public Optional<String> payerAccount(String ownerId, String currency) {
    return asked(() -> answers.payerAccount(ownerId, currency));
  }

  @Override
  public Optional<StoredAnswer> idempotentAnswer(String key) {
    return asked(() -> answers.idempotentAnswer(key)).map(StoredAnswer::of);
  }

  @Override
  public Set<Integer> knownLines(List<SettlementLine> lines) {
    return asked(() -> answers.knownLines(lines));
  }

  private static Optional<Seen> seen(Supplier<Optional<Found>> question) {
    return asked(question).map(ViewsAtHand::seen);
  }

  private static Seen seen(Found found) {
    return new Seen(found.json(), found.consistencyToken().orElse(null));
  }

  /** Whatever fails in the views, it does not mean that the command has failed. */
  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      throw new ViewsUnavailableException("the views cannot answer: " + e.getMessage(), e);
    }
  }
}
