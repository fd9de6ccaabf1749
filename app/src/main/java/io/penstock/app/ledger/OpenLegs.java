package io.penstock.app.ledger;

import static io.penstock.app.ledger.Defect.Kind.LEG_NOT_APPLIED;
import static io.penstock.app.ledger.Defect.Kind.LEG_NOT_IN_JOURNAL;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Change;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topics;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Matches the legs of entries with the versions of accounts that they caused. What remains open was
 * read on one side only: a credit on its way, or a defect.
 *
 * <p>A credit that could not be applied was taken back by a REVERSAL entry. Its debit then meets
 * that credit here, and no version shows either of them.
 */
final class OpenLegs {
  private final Map<String, Map<Name, Open>> byAccount = new HashMap<>();

  /** What entry and version agree on; the account is the key outside. */
  private record Name(int partition, long sequence, Direction direction, String currency) {
    BigInteger signed(long minor) {
      BigInteger amount = BigInteger.valueOf(minor);
      return direction == Direction.CREDIT ? amount : amount.negate();
    }
  }

  /** One leg, or several of one entry on one side of one account. */
  private static final class Open {
    private final boolean isDue;
    private long movedMinor;
    private long shownMinor;
    private @Nullable LedgerEntry entry;
    private long entryOffset;
    private @Nullable AccountBalance balance;
    private boolean isUnderWay;
    private int balancePartition;
    private long balanceOffset;

    Open(boolean isDue) {
      this.isDue = isDue;
    }

    boolean isDefect() {
      return isDue && !isUnderWay;
    }

    long missingMinor() {
      return movedMinor - shownMinor;
    }
  }

  /**
   * A leg of an entry.
   *
   * @param isDue whether its account must show it by the end of the audit
   */
  void moved(long offset, LedgerEntry entry, Leg leg, boolean isDue) {
    if (entry.getKind() == EntryKind.REVERSAL
        && leg.getDirection() == Direction.DEBIT
        && takenBack(entry, leg)) {
      return;
    }
    Name name =
        new Name(
            entry.getJournalPartition(),
            entry.getSequence(),
            leg.getDirection(),
            entry.getCurrency());
    Open open = open(leg.getAccountId(), name, isDue);
    open.movedMinor += leg.getAmountMinor();
    open.entry = entry;
    open.entryOffset = offset;
    closeIfMet(leg.getAccountId(), name, open);
  }

  /** A version of an account that names the entry which changed it. */
  void shown(int partition, long offset, AccountBalance balance, boolean isDue) {
    Change change = balance.getChange();
    Integer journal = change.getJournalPartition();
    Long sequence = change.getEntrySequence();
    Direction direction = change.getDirection();
    if (journal == null || sequence == null || direction == null) {
      return;
    }
    Name name = new Name(journal, sequence, direction, balance.getCurrency());
    Open open = open(balance.getAccountId(), name, isDue);
    open.shownMinor += change.getPostedMinor();
    open.balance = balance;
    open.balancePartition = partition;
    open.balanceOffset = offset;
    closeIfMet(balance.getAccountId(), name, open);
  }

  private boolean takenBack(LedgerEntry reversal, Leg debit) {
    var legs = byAccount.getOrDefault(debit.getAccountId(), Map.of());
    for (Map.Entry<Name, Open> leg : legs.entrySet()) {
      LedgerEntry entry = leg.getValue().entry;
      if (entry != null
          && leg.getKey().direction == Direction.CREDIT
          && entry.getJournalPartition() == reversal.getJournalPartition()
          && entry.getTransferId().equals(reversal.getTransferId())
          && entry.getScopeAccountId().equals(reversal.getScopeAccountId())
          && leg.getValue().missingMinor() >= debit.getAmountMinor()) {
        leg.getValue().movedMinor -= debit.getAmountMinor();
        closeIfMet(debit.getAccountId(), leg.getKey(), leg.getValue());
        return true;
      }
    }
    return false;
  }

  private Open open(String account, Name name, boolean isDue) {
    return byAccount
        .computeIfAbsent(account, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> new Open(isDue));
  }

  private void closeIfMet(String account, Name name, Open open) {
    Map<Name, Open> legs = byAccount.get(account);
    if (open.missingMinor() == 0 && legs != null) {
      legs.remove(name);
      if (legs.isEmpty()) {
        byAccount.remove(account);
      }
    }
  }

  /** Forgets which credits were under way. */
  void lookAgain() {
    byAccount.values().forEach(legs -> legs.values().forEach(open -> open.isUnderWay = false));
  }

  /** A credit that its account need not show yet. */
  void underWay(CreditLeg leg) {
    Long sequence = leg.getEntrySequence();
    if (sequence == null) {
      return;
    }
    Name name = new Name(leg.getJournalPartition(), sequence, Direction.CREDIT, leg.getCurrency());
    Open open = byAccount.getOrDefault(leg.getAccountId(), Map.of()).get(name);
    if (open != null) {
      open.isUnderWay = true;
    }
  }

  /** Whether nothing is open that is due and not under way. */
  boolean areSettled() {
    return byAccount.values().stream()
        .flatMap(legs -> legs.values().stream())
        .noneMatch(Open::isDefect);
  }

  /** What the account's versions do not show yet, credits positive. */
  BigInteger ofAccount(String accountId) {
    return byAccount.getOrDefault(accountId, Map.of()).entrySet().stream()
        .map(leg -> leg.getKey().signed(leg.getValue().missingMinor()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** The same by currency. */
  Map<String, BigInteger> byCurrency() {
    Map<String, BigInteger> sums = new HashMap<>();
    byAccount
        .values()
        .forEach(
            legs ->
                legs.forEach(
                    (name, open) ->
                        sums.merge(
                            name.currency, name.signed(open.missingMinor()), BigInteger::add)));
    return sums;
  }

  /** A defect for each leg that is open, due and not under way. */
  List<Defect> defects() {
    List<Defect> defects = new ArrayList<>();
    byAccount.forEach(
        (account, legs) ->
            legs.forEach(
                (name, open) -> {
                  if (open.isDefect()) {
                    defects.add(defect(account, name, open));
                  }
                }));
    return defects;
  }

  private static Defect defect(String account, Name name, Open open) {
    AccountBalance balance = open.balance;
    if (open.entry != null) {
      String detail =
          "%s of %d %s, but the account's versions show %s"
              .formatted(
                  name.direction,
                  open.movedMinor,
                  name.currency,
                  balance == null ? "none of it" : Long.toString(open.shownMinor));
      Long version = balance == null ? null : balance.getCounters().getVersion();
      return new Defect(
          LEG_NOT_APPLIED,
          Topics.LEDGER_ENTRIES.name(),
          name.partition,
          open.entryOffset,
          name.sequence,
          account,
          version,
          detail);
    }
    if (balance == null) {
      throw new IllegalStateException("a leg is open on one side at least");
    }
    return Defect.ofBalance(
        LEG_NOT_IN_JOURNAL,
        open.balancePartition,
        open.balanceOffset,
        balance,
        "%s of %d %s by entry %d of journal partition %d, which has no such leg"
            .formatted(
                name.direction, open.shownMinor, name.currency, name.sequence, name.partition));
  }
}
