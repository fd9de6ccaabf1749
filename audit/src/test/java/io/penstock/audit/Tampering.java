package io.penstock.audit;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import java.util.ArrayList;
import java.util.List;

/** What someone could do to records, and the credit that belongs to an entry. */
final class Tampering {
  private Tampering() {}

  static LedgerEntry withFirstLeg(LedgerEntry entry, long moreMinor) {
    List<Leg> legs = new ArrayList<>(entry.getLegs());
    Leg first = legs.getFirst();
    legs.set(0, Leg.newBuilder(first).setAmountMinor(first.getAmountMinor() + moreMinor).build());
    return LedgerEntry.newBuilder(entry).setLegs(legs).build();
  }

  static AccountBalance withMoreCredits(
      AccountBalance balance, long moreMinor, long moreChangeMinor) {
    AccountBalance.Builder changed = AccountBalance.newBuilder(balance);
    changed
        .getCountersBuilder()
        .setCreditsPostedMinor(balance.getCounters().getCreditsPostedMinor() + moreMinor);
    changed
        .getChangeBuilder()
        .setPostedMinor(balance.getChange().getPostedMinor() + moreChangeMinor);
    return changed.build();
  }

  static CreditLeg legOf(LedgerEntry entry, String accountId, long postedMinor) {
    return CreditLeg.newBuilder()
        .setAccountId(accountId)
        .setCurrency(entry.getCurrency())
        .setPostedMinor(postedMinor)
        .setTransferId(entry.getTransferId())
        .setScopeAccountId(entry.getScopeAccountId())
        .setJournalPartition(entry.getJournalPartition())
        .setEntrySequence(entry.getSequence())
        .build();
  }
}
