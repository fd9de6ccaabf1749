package io.penstock.ingest.transfers;

import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.schemas.TransferCommand;
import java.util.concurrent.CompletableFuture;

/**
 * One transfer of a batch on its way.
 *
 * @param line as it was asked for
 * @param command as it is sent
 * @param sent fails where it was refused or could not be sent
 */
public record BatchItem(BatchLine line, TransferCommand command, CompletableFuture<Void> sent) {
  private static final CompletableFuture<Void> NOT_SENT = new CompletableFuture<>();

  /** One that nothing speaks against so far. */
  static BatchItem of(BatchLine line, TransferCommand command) {
    return new BatchItem(line, command, NOT_SENT);
  }

  BatchItem refused(Problem problem) {
    return refused(new ProblemException(problem));
  }

  BatchItem refused(ProblemException refusal) {
    return sent(CompletableFuture.failedFuture(refusal));
  }

  BatchItem sent(CompletableFuture<Void> future) {
    return new BatchItem(line, command, future);
  }

  boolean isRefused() {
    return sent.isCompletedExceptionally();
  }

  ProblemException refusal() {
    return sent.exceptionNow() instanceof ProblemException problem
        ? problem
        : new ProblemException(
            Problem.of(500, "internal_error", "The transfer could not be sent."));
  }
}
