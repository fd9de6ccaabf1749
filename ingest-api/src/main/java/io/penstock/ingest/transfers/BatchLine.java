package io.penstock.ingest.transfers;

import io.penstock.http.Problem;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.TransferCommand;
import java.util.Optional;

/**
 * One transfer of a batch as it was asked for.
 *
 * @param malformation what is wrong with it whatever the books say
 * @param linked whether it happens together with the next one or not at all
 * @param inLegs whether its credits came in a list
 */
public record BatchLine(
    TransferCommand command, Optional<Problem> malformation, boolean linked, boolean inLegs) {
  static final Member<Boolean> LINKED =
      Member.optional("linked", Kind.FLAG)
          .describedAs("Happens together with the next transfer of the batch or not at all.");

  static BatchLine read(Fields transfer) {
    TransferCommand command = TransferForm.read(transfer.known(), null);
    return new BatchLine(
        command,
        TransferForm.malformation(transfer, command),
        transfer.find(LINKED, false),
        transfer.has(TransferForm.CREDITS));
  }
}
