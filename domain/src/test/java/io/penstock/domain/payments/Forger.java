package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes outcomes under the names of a payment's steps that the payment did not ask for: other in
 * scope, kind, accounts, sum, currency or hold, or the ledger's answer to somebody without the
 * right to name them.
 */
final class Forger {
  private static final List<String> STEPS = List.of("hold", "post", "void", "book", "r1", "r1p");
  private static final int FORGERIES = 8;

  private final Random random;

  Forger(Random random) {
    this.random = random;
  }

  /**
   * @param asked what the payment has asked for until now
   */
  TransferOutcome forge(List<TransferCommand> asked) {
    TransferOutcome.Builder forged =
        asked.isEmpty() || random.nextInt(4) == 0
            ? ofNothing()
            : outcome(asked.get(random.nextInt(asked.size())));
    return spoil(forged).build();
  }

  private TransferOutcome.Builder spoil(TransferOutcome.Builder forged) {
    switch (random.nextInt(FORGERIES)) {
      case 0 -> forged.setScopeAccountId("mallory");
      case 1 -> forged.setKind(other(forged.getKind()));
      case 2 -> forged.setDebitAccountId("mallory");
      case 3 -> forged.setCredits(List.of(new Credit("mallory", 1_000L)));
      case 4 -> forged.setCurrency("EUR");
      case 5 -> forged.setPendingId("p1::other");
      case 6 -> forged.setAmountMinor(1L);
      default -> {
        forged.setStatus(TransferStatus.REFUSED);
        forged.setFailureCode(RefusalCode.ID_RESERVED.code());
      }
    }
    return forged;
  }

  private TransferKind other(TransferKind kind) {
    List<TransferKind> others =
        Stream.of(TransferKind.values()).filter(other -> other != kind).toList();
    return others.get(random.nextInt(others.size()));
  }

  private TransferOutcome.Builder ofNothing() {
    TransferCommand command =
        TransferCommand.newBuilder()
            .setTransferId("p1::" + STEPS.get(random.nextInt(STEPS.size())))
            .setKind(TransferKind.DIRECT)
            .setDebitAccountId("mallory")
            .setCredits(List.of(new Credit("mallet", 1L)))
            .setCurrency("USD")
            .build();
    return outcome(command);
  }

  private TransferOutcome.Builder outcome(TransferCommand command) {
    TransferStatus[] statuses = TransferStatus.values();
    return NaiveBooks.outcome(command, statuses[random.nextInt(statuses.length)], null, 1);
  }
}
