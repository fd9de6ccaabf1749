package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
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

  static Decision resolve(TransferCommand command, String scope, Books books) {
    TransferOutcome hold =
        books.transfer(scope, Objects.requireNonNull(command.getPendingId(), "pending_id"));
    Refusal refusal = HoldChecks.refusal(command, scope, hold, books);
    if (hold == null || refusal != null) {
      Decision decline =
          Decision.pin(
              Outcomes.declined(
                  command,
                  scope,
                  Objects.requireNonNull(refusal),
                  HoldChecks.debitOf(hold, books),
                  books.head()));
      // Whoever comes too late for a hold also ends it, if the clock did not get to it yet.
      return hold != null && HoldChecks.isDue(hold, books.head())
          ? andExpire(decline, expire(hold, books))
          : decline;
    }
    return command.getKind() == TransferKind.VOID
        ? release(hold, command, TransferStatus.VOIDED, books)
        : post(hold, command, books);
  }

  /** Ends a hold whose deadline has come; nothing happens to any other transfer. */
  public static Decision expire(TransferOutcome hold, Books books) {
    return HoldChecks.isDue(hold, books.head())
        ? release(hold, null, TransferStatus.EXPIRED, books)
        : Decision.NOTHING;
  }

  private static Decision andExpire(Decision decline, Decision expiry) {
    return new Decision(expiry.accounts(), expiry.pinned(), List.of(), null, null, expiry.legs())
        .andPin(decline.pinned().getFirst());
  }

  private static Decision post(TransferOutcome hold, TransferCommand command, Books books) {
    Moves moves = Moves.of(books, hold, true);
    long posted = HoldChecks.postedOf(command, hold);
    long held = TransferKey.sum(hold.getCredits());
    Counters debited = moves.debit(hold.getDebitAccountId(), Movement.settled(held, posted));
    List<Credit> rest = new ArrayList<>(creditsOf(command, hold, posted));
    for (Credit wasHeld : hold.getCredits()) {
      Integer same = TransferChecks.indexOf(rest, wasHeld.getAccountId());
      long minor = same == null ? 0 : rest.remove(same.intValue()).getAmountMinor();
      moves.credit(wasHeld.getAccountId(), Movement.settled(wasHeld.getAmountMinor(), minor));
    }
    rest.forEach(
        credit -> moves.credit(credit.getAccountId(), Movement.posted(credit.getAmountMinor())));

    Resolution resolution =
        resolution(TransferStatus.POSTED, command, posted, debited, moves, command.getCredits());
    TransferOutcome outcome = Outcomes.accepted(command, TransferStatus.POSTED, debited, moves);
    return moves.decision(
        List.of(Outcomes.resolved(hold, resolution), outcome), moves.entry(EntryKind.POST, hold));
  }

  private static Resolution resolution(
      TransferStatus status,
      @Nullable TransferCommand by,
      long postedMinor,
      Counters debited,
      Moves moves,
      List<Credit> credits) {
    return new Resolution(
        status,
        by == null ? null : by.getTransferId(),
        postedMinor,
        0L,
        null,
        debited,
        moves.entrySequence() == null ? List.of() : List.of(moves.entrySequence()),
        moves.head().nowMs(),
        credits);
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

  /** Gives all of a hold back, because of a VOID or, without one, of the clock. */
  private static Decision release(
      TransferOutcome hold, @Nullable TransferCommand command, TransferStatus status, Books books) {
    Moves moves = Moves.of(books, hold, false);
    Counters debited = releaseAll(hold, moves);
    Resolution resolution = resolution(status, command, 0, debited, moves, List.of());
    Decision ended = moves.decision(List.of(Outcomes.resolved(hold, resolution)), null);
    return command == null
        ? ended
        : ended.andPin(Outcomes.accepted(command, status, debited, moves));
  }

  /** Takes a hold's sums out of the pending counters. */
  static Counters releaseAll(TransferOutcome hold, Moves moves) {
    long held = TransferKey.sum(hold.getCredits());
    Counters debited = moves.debit(hold.getDebitAccountId(), Movement.released(held));
    for (Credit credit : hold.getCredits()) {
      moves.credit(credit.getAccountId(), Movement.released(credit.getAmountMinor()));
    }
    return debited;
  }
}
