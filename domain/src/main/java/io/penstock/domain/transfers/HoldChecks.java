package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a hold may be resolved. The checks stand in the order of {@link RefusalCode}. */
final class HoldChecks {

  private HoldChecks() {}

  /** Why a POST or VOID is refused; null: it is not. */
  static @Nullable Refusal refusal(
      TransferCommand command, String scope, @Nullable TransferOutcome hold, Books books) {
    if (hold == null || hold.getStatus() == TransferStatus.DECLINED) {
      return RefusalCode.PENDING_TRANSFER_NOT_FOUND.because("no hold " + command.getPendingId());
    }
    if (hold.getKind() != TransferKind.HOLD) {
      return RefusalCode.PENDING_TRANSFER_NOT_PENDING.because(hold.getTransferId() + " is no hold");
    }
    try {
      if (postedOf(command, hold) > TransferKey.sum(hold.getCredits())) {
        return RefusalCode.EXCEEDS_PENDING_AMOUNT.because("more than is held");
      }
    } catch (ArithmeticException e) {
      return RefusalCode.EXCEEDS_PENDING_AMOUNT.because("more than is held");
    }
    Refusal ended = howEnded(hold, books.head());
    return ended != null ? ended : ofCredits(command, hold, scope, books);
  }

  private static @Nullable Refusal howEnded(TransferOutcome hold, JournalHead head) {
    if (isDue(hold, head)) {
      return RefusalCode.PENDING_TRANSFER_EXPIRED.because(hold.getTransferId() + " has expired");
    }
    Resolution resolution = hold.getResolution();
    if (resolution == null) {
      return null;
    }
    String by = resolution.getResolvedBy() == null ? "" : " by " + resolution.getResolvedBy();
    return switch (resolution.getStatus()) {
      case POSTED -> RefusalCode.PENDING_TRANSFER_ALREADY_POSTED.because("posted" + by);
      case VOIDED -> RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED.because("voided" + by);
      case EXPIRED -> RefusalCode.PENDING_TRANSFER_EXPIRED.because("expired");
      // The ledger voided it itself, or posted it and took the money back.
      case REVERSED ->
          (resolution.getPostedMinor() > 0
                  ? RefusalCode.PENDING_TRANSFER_ALREADY_POSTED
                  : RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED)
              .because("reversed: " + resolution.getFailureCode());
      case PENDING, DECLINED, REFUSED ->
          throw new IllegalStateException("no hold ends as " + resolution.getStatus());
    };
  }

  /** A post may name other credits than its hold (a fee known only now): they are checked too. */
  private static @Nullable Refusal ofCredits(
      TransferCommand command, TransferOutcome hold, String scope, Books books) {
    List<AccountBalance> credits = TransferChecks.localCredits(command, scope, books);
    if (credits == null || TransferChecks.doubts(command, RefusalCode.CREDIT_ACCOUNT_NOT_FOUND)) {
      return RefusalCode.CREDIT_ACCOUNT_NOT_FOUND.because("a credit account does not exist");
    }
    if (TransferChecks.first(credits, TransferChecks::isClosed) != null
        || TransferChecks.doubts(command, RefusalCode.CREDIT_ACCOUNT_CLOSED)) {
      return RefusalCode.CREDIT_ACCOUNT_CLOSED.because("a credit account is closed");
    }
    if (!hold.getCurrency().equals(command.getCurrency())
        || TransferChecks.first(credits, c -> !c.getCurrency().equals(hold.getCurrency())) != null
        || TransferChecks.doubts(command, RefusalCode.CURRENCY_MISMATCH)) {
      return RefusalCode.CURRENCY_MISMATCH.because("the hold is in " + hold.getCurrency());
    }
    try {
      long posted = postedOf(command, hold);
      Accounts.debit(Objects.requireNonNull(debitOf(hold, books)), Movement.posted(posted));
      for (AccountBalance credit : credits) {
        Accounts.credit(credit.getCounters(), Movement.posted(posted));
      }
      return null;
    } catch (ArithmeticException e) {
      return RefusalCode.OVERFLOW.because("a sum would exceed 9223372036854775807 minor units");
    }
  }

  /** How much a POST moves, in minor units; a VOID nothing. */
  static long postedOf(TransferCommand command, TransferOutcome hold) {
    if (command.getKind() == TransferKind.VOID) {
      return 0;
    }
    if (!command.getCredits().isEmpty()) {
      return TransferKey.sum(command.getCredits());
    }
    Long asked = command.getAmountMinor();
    return asked == null ? TransferKey.sum(hold.getCredits()) : asked;
  }

  static boolean isDue(TransferOutcome hold, JournalHead head) {
    return hold.getStatus() == TransferStatus.PENDING
        && hold.getExpiresAtMs() != null
        && hold.getExpiresAtMs() <= head.nowMs();
  }

  static @Nullable Counters debitOf(@Nullable TransferOutcome hold, Books books) {
    AccountBalance debit = hold == null ? null : books.account(hold.getDebitAccountId());
    return debit == null ? null : debit.getCounters();
  }
}
