package io.penstock.ingest.transfers;

import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.TransferCommand;
import java.util.concurrent.CompletableFuture;

/**
 * One transfer of a batch on its way.
 *
 * @param linked whether it happens together with the next one or not at all
 * @param inLegs whether its credits came in a list
 * @param sent fails where it was refused or could not be sent
 */
public record BatchItem(
    TransferCommand command, boolean linked, boolean inLegs, CompletableFuture<Void> sent) {
  private static final CompletableFuture<Void> NOT_SENT = new CompletableFuture<>();

  /** As it was asked for; refused where it is wrong whatever the books say. */
  static BatchItem read(Fields transfer) {
    TransferCommand command = TransferForm.read(transfer.known(), null);
    boolean linked = transfer.find(TransferForm.LINKED, false);
    boolean inLegs = transfer.has(TransferForm.CREDITS);
    BatchItem item = new BatchItem(command, linked, inLegs, NOT_SENT);
    return TransferForm.malformation(transfer, command).map(item::refused).orElse(item);
  }

  /** With its command as it is sent. */
  BatchItem with(TransferCommand other) {
    return new BatchItem(other, linked, inLegs, sent);
  }

  BatchItem refused(Problem problem) {
    return refused(new ProblemException(problem));
  }

  BatchItem refused(ProblemException refusal) {
    return sent(CompletableFuture.failedFuture(refusal));
  }

  BatchItem sent(CompletableFuture<Void> future) {
    return new BatchItem(command, linked, inLegs, future);
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
