package io.penstock.ingest.transfers;

import io.penstock.http.Problem;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.TransferCommand;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One transfer of a batch as it was asked for.
 *
 * @param malformation what is wrong with it whatever the books say
 * @param linked whether it happens together with the next one or not at all
 * @param inLegs whether its credits came in a list
 */
public record BatchLine(
    TransferCommand command, Optional<Problem> malformation, boolean linked, boolean inLegs) {
  static final Set<String> FIELDS = new HashSet<>(TransferForm.FIELDS);

  static {
    FIELDS.add("linked");
  }

  static BatchLine read(Fields transfer) {
    TransferCommand command = TransferForm.read(transfer.only(FIELDS), null);
    return new BatchLine(
        command,
        TransferForm.malformation(transfer, command),
        transfer.flag("linked"),
        transfer.has("credits"));
  }
}
