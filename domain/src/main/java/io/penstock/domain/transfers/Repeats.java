package io.penstock.domain.transfers;

import io.penstock.domain.Difference;
import io.penstock.domain.Refusal;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An id that was used before: the same content is answered again, other content is refused. */
final class Repeats {

  private Repeats() {}

  static TransferOutcome answer(TransferCommand command, TransferOutcome first, JournalHead head) {
    return answer(command, null, first, head);
  }

  /**
   * The same of a transfer in a chain.
   *
   * @param chainId null: it is in none
   */
  static TransferOutcome answer(
      TransferCommand command, @Nullable String chainId, TransferOutcome first, JournalHead head) {
    String field =
        Objects.equals(chainId, first.getChainId()) ? differingField(command, first) : "linked";
    return field == null
        ? Outcomes.repeated(first, command.getRequestId())
        : Outcomes.refused(command, first.getScopeAccountId(), Refusal.alreadyUsed(field), head);
  }

  /** The first field, as HTTP calls it, in which the command differs from the one pinned. */
  private static @Nullable String differingField(TransferCommand command, TransferOutcome first) {
    // What a reversal gives back was worked out from its amount.
    boolean namesCredits = command.getReverses() == null;
    String credit = differingCredit(command.getCredits(), first.getCredits());
    return new Difference()
        .in("pending", command.getKind(), first.getKind())
        .in("pending_id", command.getPendingId(), first.getPendingId())
        .in("reverses", command.getReverses(), first.getReverses())
        .in("reverses", command.getReversesDebitAccountId(), first.getReversesDebitAccountId())
        .in("debit_account_id", command.getDebitAccountId(), first.getDebitAccountId())
        .in(credit, namesCredits ? command.getCredits() : first.getCredits(), first.getCredits())
        .in("amount", command.getAmountMinor(), first.getAmountMinor())
        .in("currency", command.getCurrency(), first.getCurrency())
        .in("timeout_seconds", command.getTimeoutSeconds(), first.getTimeoutSeconds())
        .in("code", command.getCode(), first.getCode())
        .in("reason", command.getReason(), first.getReason())
        .in("metadata", command.getMetadata(), first.getMetadata())
        .field();
  }

  private static String differingCredit(List<Credit> asked, List<Credit> first) {
    if (asked.size() != 1 || first.size() != 1) {
      return "credits";
    }
    return asked.getFirst().getAccountId().equals(first.getFirst().getAccountId())
        ? "amount"
        : "credit_account_id";
  }
}
