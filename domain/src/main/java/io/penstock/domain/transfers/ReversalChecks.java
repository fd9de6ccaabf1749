package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.books.Books;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a transfer can be reversed, as far as its own partition knows. The checks stand in the
 * order of {@link RefusalCode}.
 */
final class ReversalChecks {

  private ReversalChecks() {}

  static @Nullable Refusal refusal(
      TransferCommand command, @Nullable TransferOutcome original, Books books, String key) {
    if (original == null || !isMeant(command, original)) {
      return RefusalCode.ORIGINAL_TRANSFER_NOT_FOUND.because(
          "no transfer "
              + command.getReverses()
              + " is known here from "
              + command.getReversesDebitAccountId()
              + " to "
              + command.getDebitAccountId()
              + "; ended ones are forgotten after their retention");
    }
    if (!Transfers.isMove(original.getKind()) || credits(original).size() != 1) {
      return RefusalCode.ORIGINAL_TRANSFER_NOT_REVERSIBLE.because(
          "only a transfer or posted hold of one credit is reversed, and no reversal");
    }
    if (original.getStatus() == TransferStatus.REVERSED) {
      return RefusalCode.ORIGINAL_TRANSFER_ALREADY_REVERSED.because(
          "its credit could not be applied");
    }
    if (original.getStatus() != TransferStatus.POSTED) {
      return RefusalCode.ORIGINAL_TRANSFER_NOT_POSTED.because(
          "it is " + original.getStatus().name().toLowerCase(Locale.ROOT));
    }
    Refusal beyond = Reversals.beyond(command, posted(original), original.getAmountReversedMinor());
    return beyond == null ? ofCreditor(command, original, books, key) : beyond;
  }

  /** The account that gets the money back lives here. */
  private static @Nullable Refusal ofCreditor(
      TransferCommand command, TransferOutcome original, Books books, String key) {
    String to = original.getDebitAccountId();
    AccountBalance account = Moves.isLocal(to, key) ? Accounts.find(books, to) : null;
    if (account != null && account.getStatus() == AccountStatus.CLOSED) {
      return RefusalCode.CREDIT_ACCOUNT_CLOSED.because(to + " is closed", 0);
    }
    return original.getCurrency().equals(command.getCurrency())
        ? null
        : RefusalCode.CURRENCY_MISMATCH.because("the transfer is in " + original.getCurrency());
  }

  private static boolean isMeant(TransferCommand command, TransferOutcome original) {
    return original.getDebitAccountId().equals(command.getReversesDebitAccountId())
        && (credits(original).size() != 1
            || credits(original).getFirst().getAccountId().equals(command.getDebitAccountId()));
  }

  /** Who got the money: the POST of a hold may have named others. */
  private static List<Credit> credits(TransferOutcome original) {
    Resolution resolution = original.getResolution();
    return resolution == null || resolution.getCredits().isEmpty()
        ? original.getCredits()
        : resolution.getCredits();
  }

  /** What a transfer posted, in minor units; 0 where it did not. */
  static long posted(TransferOutcome original) {
    if (original.getStatus() != TransferStatus.POSTED) {
      return 0;
    }
    Resolution resolution = original.getResolution();
    return resolution == null
        ? TransferKey.sum(original.getCredits())
        : resolution.getPostedMinor();
  }
}
