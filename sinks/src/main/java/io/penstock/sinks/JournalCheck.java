package io.penstock.sinks;

import io.penstock.schemas.Direction;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import java.math.BigInteger;

/**
 * What must hold of a journal entry before any of it is written. The database holds the same rule;
 * this one gives the reason in words and keeps a bad entry from failing a batch of good ones.
 */
final class JournalCheck {

  private JournalCheck() {}

  /**
   * @param partition where the entry's record stands
   * @throws UnfitRecordException if the entry belongs elsewhere or does not balance
   */
  static void require(LedgerEntry entry, int partition) throws UnfitRecordException {
    if (entry.getJournalPartition() != partition) {
      throw new UnfitRecordException(
          "entry of journal partition "
              + entry.getJournalPartition()
              + " found in partition "
              + partition);
    }
    if (entry.getSequence() < 1) {
      throw new UnfitRecordException("sequence " + entry.getSequence() + " is below 1");
    }
    if (entry.getLegs().size() < 2) {
      throw new UnfitRecordException(
          "entry " + entry.getSequence() + " has " + entry.getLegs().size() + " legs");
    }
    requireBalance(entry);
  }

  private static void requireBalance(LedgerEntry entry) throws UnfitRecordException {
    BigInteger debits = BigInteger.ZERO;
    BigInteger credits = BigInteger.ZERO;
    for (Leg leg : entry.getLegs()) {
      if (leg.getAmountMinor() < 1) {
        throw new UnfitRecordException(
            "entry " + entry.getSequence() + " has a leg of " + leg.getAmountMinor());
      }
      BigInteger amount = BigInteger.valueOf(leg.getAmountMinor());
      if (leg.getDirection() == Direction.DEBIT) {
        debits = debits.add(amount);
      } else {
        credits = credits.add(amount);
      }
    }
    if (!debits.equals(credits)) {
      throw new UnfitRecordException(
          "unbalanced entry "
              + entry.getSequence()
              + ": debits "
              + debits
              + ", credits "
              + credits
              + " "
              + entry.getCurrency());
    }
  }
}
