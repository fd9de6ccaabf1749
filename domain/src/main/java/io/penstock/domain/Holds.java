package io.penstock.domain;

import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_CLOSED;
import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.CURRENCY_MISMATCH;
import static io.penstock.domain.RefusalCode.EXCEEDS_PENDING_AMOUNT;
import static io.penstock.domain.RefusalCode.OVERFLOW;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_POSTED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_EXPIRED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_NOT_FOUND;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_NOT_PENDING;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ends holds: posted for the whole or less, voided, or expired. Each ends once; a second attempt is
 * told how the first ended. What was held was checked, so a post cannot fail for lack of funds, nor
 * because the debit account was frozen since.
 */
public final class Holds {

  private Holds() {}

  static Decision resolve(TransferCommand command, String scope, Books books, JournalHead head) {
    TransferOutcome hold =
        books.transfer(scope, Objects.requireNonNull(command.getPendingId(), "pending_id"));
    Refusal refusal = refusal(command, scope, hold, books, head);
    if (hold == null || refusal != null) {
      Decision decline =
          Decision.pin(
              Outcomes.declined(
                  command, scope, Objects.requireNonNull(refusal), debitOf(hold, books), head));
      // Whoever comes too late for a hold also ends it, if the clock did not get to it yet.
      return hold != null && isDue(hold, head)
          ? andExpire(decline, expire(hold, books, head))
          : decline;
    }
    return command.getKind() == TransferKind.VOID
        ? release(hold, command, TransferStatus.VOIDED, books, head)
        : post(hold, command, books, head);
  }

  /** Ends a hold whose deadline has come; nothing happens to any other transfer. */
  public static Decision expire(TransferOutcome hold, Books books, JournalHead head) {
    return isDue(hold, head)
        ? release(hold, null, TransferStatus.EXPIRED, books, head)
        : Decision.NOTHING;
  }

  private static boolean isDue(TransferOutcome hold, JournalHead head) {
    return hold.getStatus() == TransferStatus.PENDING
        && hold.getExpiresAtMs() != null
        && hold.getExpiresAtMs() <= head.nowMs();
  }

  private static Decision andExpire(Decision decline, Decision expiry) {
    return new Decision(expiry.accounts(), expiry.pinned(), List.of(), null, null, expiry.legs())
        .andPin(decline.pinned().getFirst());
  }

  private static @Nullable Refusal refusal(
      TransferCommand command,
      String scope,
      @Nullable TransferOutcome hold,
      Books books,
      JournalHead head) {
    Refusal amount = ofAmount(command);
    if (amount != null) {
      return amount;
    }
    if (!Currencies.isCurrent(command.getCurrency())) {
      return TransferChecks.unknownCurrency(command.getCurrency());
    }
    if (hold == null || hold.getStatus() == TransferStatus.DECLINED) {
      return PENDING_TRANSFER_NOT_FOUND.because("no hold " + command.getPendingId());
    }
    if (hold.getKind() != TransferKind.HOLD) {
      return PENDING_TRANSFER_NOT_PENDING.because(hold.getTransferId() + " is no hold");
    }
    try {
      if (postedOf(command, hold) > TransferKey.sum(hold.getCredits())) {
        return EXCEEDS_PENDING_AMOUNT.because("more than is held");
      }
    } catch (ArithmeticException e) {
      return EXCEEDS_PENDING_AMOUNT.because("more than is held");
    }
    Refusal ended = howEnded(hold, head);
    return ended != null ? ended : ofCredits(command, hold, scope, books, head);
  }

  private static @Nullable Refusal ofAmount(TransferCommand command) {
    Long asked = command.getAmountMinor();
    return asked != null && asked <= 0
        ? RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + asked)
        : TransferChecks.ofAmounts(command.getCredits());
  }

  private static @Nullable Refusal howEnded(TransferOutcome hold, JournalHead head) {
    if (isDue(hold, head)) {
      return PENDING_TRANSFER_EXPIRED.because(hold.getTransferId() + " has expired");
    }
    Resolution resolution = hold.getResolution();
    if (resolution == null) {
      return null;
    }
    String by = resolution.getResolvedBy() == null ? "" : " by " + resolution.getResolvedBy();
    return switch (resolution.getStatus()) {
      case POSTED -> PENDING_TRANSFER_ALREADY_POSTED.because("posted" + by);
      case VOIDED -> PENDING_TRANSFER_ALREADY_VOIDED.because("voided" + by);
      case EXPIRED -> PENDING_TRANSFER_EXPIRED.because("expired");
      // The ledger voided it itself, or posted it and took the money back.
      case REVERSED ->
          (resolution.getPostedMinor() > 0
                  ? PENDING_TRANSFER_ALREADY_POSTED
                  : PENDING_TRANSFER_ALREADY_VOIDED)
              .because("reversed: " + resolution.getFailureCode());
      case PENDING, DECLINED, REFUSED ->
          throw new IllegalStateException("no hold ends as " + resolution.getStatus());
    };
  }

  /** A post may name other credits than its hold (a fee known only now): they are checked too. */
  private static @Nullable Refusal ofCredits(
      TransferCommand command, TransferOutcome hold, String scope, Books books, JournalHead head) {
    List<AccountBalance> credits = TransferChecks.localCredits(command, scope, books, head);
    if (credits == null || TransferChecks.doubts(command, CREDIT_ACCOUNT_NOT_FOUND)) {
      return CREDIT_ACCOUNT_NOT_FOUND.because("a credit account does not exist");
    }
    if (TransferChecks.anyClosed(credits)
        || TransferChecks.doubts(command, CREDIT_ACCOUNT_CLOSED)) {
      return CREDIT_ACCOUNT_CLOSED.because("a credit account is closed");
    }
    if (!hold.getCurrency().equals(command.getCurrency())
        || TransferChecks.anyOtherCurrency(credits, hold.getCurrency())
        || TransferChecks.doubts(command, CURRENCY_MISMATCH)) {
      return CURRENCY_MISMATCH.because("the hold is in " + hold.getCurrency());
    }
    try {
      long posted = postedOf(command, hold);
      Accounts.debit(Objects.requireNonNull(debitOf(hold, books)), 0, posted);
      for (AccountBalance credit : credits) {
        Accounts.credit(credit.getCounters(), 0, posted);
      }
      return null;
    } catch (ArithmeticException e) {
      return OVERFLOW.because("a sum would exceed 9223372036854775807 minor units");
    }
  }

  /** How much a POST moves, in minor units; a VOID nothing. */
  private static long postedOf(TransferCommand command, TransferOutcome hold) {
    if (command.getKind() == TransferKind.VOID) {
      return 0;
    }
    if (!command.getCredits().isEmpty()) {
      return TransferKey.sum(command.getCredits());
    }
    Long asked = command.getAmountMinor();
    return asked == null ? TransferKey.sum(hold.getCredits()) : asked;
  }

  private static Decision post(
      TransferOutcome hold, TransferCommand command, Books books, JournalHead head) {
    Moves moves = Moves.of(books, head, hold, true);
    long posted = postedOf(command, hold);
    long held = TransferKey.sum(hold.getCredits());
    Counters debited = moves.debit(hold.getDebitAccountId(), Math.negateExact(held), posted);
    List<Credit> rest = new ArrayList<>(creditsOf(command, hold, posted));
    for (Credit wasHeld : hold.getCredits()) {
      int same = indexOf(rest, wasHeld.getAccountId());
      long minor = same < 0 ? 0 : rest.remove(same).getAmountMinor();
      moves.credit(wasHeld.getAccountId(), Math.negateExact(wasHeld.getAmountMinor()), minor);
    }
    rest.forEach(credit -> moves.credit(credit.getAccountId(), 0, credit.getAmountMinor()));

    long entry = Objects.requireNonNull(moves.entrySequence());
    Resolution resolution =
        new Resolution(
            TransferStatus.POSTED,
            command.getTransferId(),
            posted,
            0L,
            null,
            debited,
            List.of(entry),
            head.nowMs());
    TransferOutcome outcome =
        Outcomes.accepted(
            command, hold.getScopeAccountId(), TransferStatus.POSTED, debited, entry, head);
    return new Decision(
        moves.accounts(),
        List.of(Outcomes.resolved(hold, resolution), outcome),
        List.of(),
        null,
        moves.entry(EntryKind.POST, hold),
        moves.travelling());
  }

  /** The posted credits: as named, or the hold's in their order until the amount is used up. */
  private static List<Credit> creditsOf(
      TransferCommand command, TransferOutcome hold, long posted) {
    if (!command.getCredits().isEmpty()) {
      return command.getCredits();
    }
    List<Credit> credits = new ArrayList<>(hold.getCredits().size());
    long left = posted;
    for (Credit held : hold.getCredits()) {
      long minor = Math.min(left, held.getAmountMinor());
      if (minor > 0) {
        credits.add(new Credit(held.getAccountId(), minor));
      }
      left -= minor;
    }
    return credits;
  }

  private static int indexOf(List<Credit> credits, String accountId) {
    for (int i = 0; i < credits.size(); i++) {
      if (credits.get(i).getAccountId().equals(accountId)) {
        return i;
      }
    }
    return -1;
  }

  /** Gives all of a hold back, because of a VOID or, without one, of the clock. */
  private static Decision release(
      TransferOutcome hold,
      @Nullable TransferCommand command,
      TransferStatus status,
      Books books,
      JournalHead head) {
    Moves moves = Moves.of(books, head, hold, false);
    Counters debited = releaseAll(hold, moves);
    Resolution resolution =
        new Resolution(
            status,
            command == null ? null : command.getTransferId(),
            0L,
            0L,
            null,
            debited,
            List.of(),
            head.nowMs());
    Decision ended =
        new Decision(
            moves.accounts(),
            List.of(Outcomes.resolved(hold, resolution)),
            List.of(),
            null,
            null,
            moves.travelling());
    return command == null
        ? ended
        : ended.andPin(
            Outcomes.accepted(command, hold.getScopeAccountId(), status, debited, null, head));
  }

  /** Takes a hold's sums out of the pending counters. */
  static Counters releaseAll(TransferOutcome hold, Moves moves) {
    long held = TransferKey.sum(hold.getCredits());
    Counters debited = moves.debit(hold.getDebitAccountId(), Math.negateExact(held), 0);
    for (Credit credit : hold.getCredits()) {
      moves.credit(credit.getAccountId(), Math.negateExact(credit.getAmountMinor()), 0);
    }
    return debited;
  }

  private static @Nullable Counters debitOf(@Nullable TransferOutcome hold, Books books) {
    AccountBalance debit = hold == null ? null : books.account(hold.getDebitAccountId());
    return debit == null ? null : debit.getCounters();
  }
}
