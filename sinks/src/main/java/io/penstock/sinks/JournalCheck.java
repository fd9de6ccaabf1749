package io.penstock.sinks;

import io.penstock.domain.books.BalancedLegs;
import io.penstock.schemas.LedgerEntry;

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
    try {
      var _ = new BalancedLegs(entry.getLegs());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnfitRecordException(
          "unbalanced entry " + entry.getSequence() + ": " + e.getMessage());
    }
  }
}
