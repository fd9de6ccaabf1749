package io.penstock.domain.transfers;

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
    if (command.getKind() != first.getKind()) {
      return "pending";
    } else if (!Objects.equals(command.getPendingId(), first.getPendingId())) {
      return "pending_id";
    } else if (!Objects.equals(command.getReverses(), first.getReverses())
        || !Objects.equals(
            command.getReversesDebitAccountId(), first.getReversesDebitAccountId())) {
      return "reverses";
    } else if (!command.getDebitAccountId().equals(first.getDebitAccountId())) {
      return "debit_account_id";
    } else if (command.getReverses() == null
        // What a reversal gives back was worked out from its amount.
        && !command.getCredits().equals(first.getCredits())) {
      return differingCredit(command.getCredits(), first.getCredits());
    } else if (!Objects.equals(command.getAmountMinor(), first.getAmountMinor())) {
      return "amount";
    } else if (!command.getCurrency().equals(first.getCurrency())) {
      return "currency";
    } else if (!Objects.equals(command.getTimeoutSeconds(), first.getTimeoutSeconds())) {
      return "timeout_seconds";
    } else if (!Objects.equals(command.getCode(), first.getCode())) {
      return "code";
    }
    if (!Objects.equals(command.getReason(), first.getReason())) {
      return "reason";
    }
    return command.getMetadata().equals(first.getMetadata()) ? null : "metadata";
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
