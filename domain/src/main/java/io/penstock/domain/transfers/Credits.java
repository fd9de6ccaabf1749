package io.penstock.domain.transfers;

import io.penstock.domain.RefusalCode;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.accounts.Closings;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.Decision.ReceivedChange;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.Change;
import io.penstock.schemas.CloseMarker;
import io.penstock.schemas.Counters;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second hop of a transfer: its credits arrive at their accounts. One that cannot be applied
 * goes back to the partition that decided, which returns the money with a reversing entry.
 */
public final class Credits {

  private Credits() {}

  /** A credit or a marker has come to this partition, or back to it. */
  public static Decision decide(CreditLeg leg, Books books) {
    CloseMarker marker = leg.getMarker();
    if (marker != null) {
      return Closings.arrive(leg, marker, books);
    }
    if (leg.getReversal() != null) {
      return Reversals.arrive(leg, leg.getReversal(), books);
    }
    return leg.getRejectionCode() == null ? arrive(leg, books) : comeBack(leg, books);
  }

  /** At the partition of the credited account. */
  private static Decision arrive(CreditLeg leg, Books books) {
    AccountBalance account = books.account(leg.getAccountId());
    RefusalCode rejection = rejection(leg, account);
    if (rejection != null || account == null) {
      // The release of a hold that was itself rejected here has nothing left to release.
      return leg.getPostedMinor() == 0 && leg.getPendingMinor() < 0
          ? Decision.NOTHING
          : reject(leg, rejection == null ? RefusalCode.CREDIT_ACCOUNT_NOT_FOUND : rejection);
    }
    Counters after = Accounts.credit(account.getCounters(), movement(leg));
    boolean posts = leg.getPostedMinor() > 0;
    Change why =
        new Change(
            leg.getTransferId(),
            leg.getScopeAccountId(),
            Direction.CREDIT,
            leg.getPostedMinor(),
            leg.getPendingMinor(),
            posts ? leg.getJournalPartition() : null,
            posts ? leg.getEntrySequence() : null,
            leg.getCode());
    Decision credited = Decision.change(Accounts.next(account, after, why, books.head().nowMs()));
    return leg.getReverses() == null ? credited : toldOf(credited, leg, books);
  }

  /**
   * What a reversal gave back has arrived: the reversed transfer shows it, if it is known still.
   */
  private static Decision toldOf(Decision credited, CreditLeg leg, Books books) {
    TransferOutcome original = books.transfer(leg.getAccountId(), leg.getReverses());
    return original == null
        ? credited
        : credited.andPin(Outcomes.givenBack(original, leg.getPostedMinor(), books.head()));
  }

  /** A posted credit that goes back here can never be reversed, even before its partition knows. */
  private static Decision reject(CreditLeg leg, RefusalCode code) {
    Decision sent = Decision.send(rejected(leg, code));
    return leg.getPostedMinor() == 0
        ? sent
        : sent.and(
            new ReceivedChange(
                leg.getScopeAccountId(), leg.getTransferId(), new ReceivedCredit(0L, true)));
  }

  private static @Nullable RefusalCode rejection(CreditLeg leg, @Nullable AccountBalance account) {
    if (account == null) {
      return RefusalCode.CREDIT_ACCOUNT_NOT_FOUND;
    }
    if (account.getStatus() == AccountStatus.CLOSED) {
      return RefusalCode.CREDIT_ACCOUNT_CLOSED;
    }
    if (!account.getCurrency().equals(leg.getCurrency())) {
      return RefusalCode.CURRENCY_MISMATCH;
    }
    try {
      Accounts.credit(account.getCounters(), movement(leg));
      return null;
    } catch (ArithmeticException e) {
      return RefusalCode.OVERFLOW;
    }
  }

  private static CreditLeg rejected(CreditLeg leg, RefusalCode code) {
    return CreditLeg.newBuilder(leg)
        .setRejectionCode(code.code())
        .setMarker(null)
        .setReverses(null)
        .setReversal(null)
        .build();
  }

  private static Movement movement(CreditLeg leg) {
    return new Movement(leg.getPendingMinor(), leg.getPostedMinor());
  }

  /**
   * Back at the partition that decided. Money that was posted returns by a reversing entry,
   * whatever became of the debit account since; a hold that is still pending ends here.
   */
  private static Decision comeBack(CreditLeg leg, Books books) {
    TransferOutcome transfer = books.transfer(leg.getScopeAccountId(), leg.getTransferId());
    if (transfer == null) {
      throw new IllegalStateException("a credit came back of an unknown transfer: " + leg);
    }
    if (leg.getPostedMinor() > 0) {
      return reverse(leg, transfer, books);
    }
    return transfer.getStatus() == TransferStatus.PENDING
        ? cancel(leg, transfer, books)
        : Decision.NOTHING;
  }

  private static Decision reverse(CreditLeg leg, TransferOutcome transfer, Books books) {
    Moves moves = Moves.of(books, transfer, true);
    moves.takeBack(leg.getAccountId(), leg.getPostedMinor());
    Counters debited =
        moves.creditHere(transfer.getDebitAccountId(), Movement.posted(leg.getPostedMinor()));
    Resolution resolution = resolution(leg, transfer.getResolution(), debited, moves);
    TransferOutcome reversed = Outcomes.resolved(transfer, resolution, creditOf(leg, transfer));
    Decision returned =
        moves.decision(List.of(reversed), moves.entry(EntryKind.REVERSAL, transfer));
    return transfer.getReverses() == null
        ? returned
        : Reversals.rejected(returned, transfer, leg, books);
  }

  private static Decision cancel(CreditLeg leg, TransferOutcome hold, Books books) {
    Moves moves = Moves.of(books, hold, false);
    Counters debited = Holds.releaseAll(hold, moves);
    Resolution resolution = resolution(leg, null, debited, moves);
    return moves.decision(List.of(Outcomes.resolved(hold, resolution, creditOf(leg, hold))), null);
  }

  private static @Nullable Integer creditOf(CreditLeg leg, TransferOutcome transfer) {
    return TransferChecks.indexOf(transfer.getCredits(), leg.getAccountId());
  }

  private static Resolution resolution(
      CreditLeg leg, @Nullable Resolution before, Counters debited, Moves moves) {
    List<Long> entries = new ArrayList<>(before == null ? List.of() : before.getEntrySequences());
    if (moves.entrySequence() != null) {
      entries.add(moves.entrySequence());
    }
    return new Resolution(
        TransferStatus.REVERSED,
        before == null ? null : before.getResolvedBy(),
        before == null ? 0L : before.getPostedMinor(),
        Math.addExact(before == null ? 0 : before.getReversedMinor(), leg.getPostedMinor()),
        leg.getRejectionCode(),
        debited,
        entries,
        moves.head().nowMs(),
        before == null ? List.of() : before.getCredits());
  }
}
