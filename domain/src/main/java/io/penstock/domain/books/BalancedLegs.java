package io.penstock.domain.books;

import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.ReversedTransfer;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one ledger entry: amounts positive, debits equal credits, or they do not exist. Only
 * this class makes a {@link LedgerEntry}.
 */
public record BalancedLegs(List<Leg> legs) {

  /**
   * @throws IllegalArgumentException if the legs do not balance
   * @throws ArithmeticException if a side exceeds 2^63-1
   */
  public BalancedLegs {
    legs = List.copyOf(legs);
    long debits = 0;
    long credits = 0;
    for (Leg leg : legs) {
      if (leg.getAmountMinor() <= 0) {
        throw new IllegalArgumentException("a leg must move a positive amount: " + leg);
      }
      if (leg.getDirection() == Direction.DEBIT) {
        debits = Math.addExact(debits, leg.getAmountMinor());
      } else {
        credits = Math.addExact(credits, leg.getAmountMinor());
      }
    }
    if (debits == 0 || debits != credits) {
      throw new IllegalArgumentException("debits " + debits + " do not equal credits " + credits);
    }
  }

  /**
   * The next entry of the journal.
   *
   * @param reverses what a reversal gives back of; null: it is none
   */
  public LedgerEntry entry(
      JournalHead head,
      EntryKind kind,
      TransferOutcome transfer,
      @Nullable ReversedTransfer reverses) {
    return new LedgerEntry(
        head.partition(),
        head.nextSequence(),
        head.lastHash(),
        kind,
        transfer.getTransferId(),
        transfer.getScopeAccountId(),
        transfer.getCurrency(),
        legs,
        transfer.getCode(),
        head.nowMs(),
        reverses);
  }
}
