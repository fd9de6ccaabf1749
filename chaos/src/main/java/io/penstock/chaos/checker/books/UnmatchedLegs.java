package io.penstock.chaos.checker.books;

import io.penstock.chaos.checker.facts.CommittedFact;
import io.penstock.chaos.checker.facts.Fields;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Legs of entries that no version of their account shows yet, and the other way round. The two
 * topics are read side by side, and a credit travels: so a leg may be open for a while, and no
 * longer.
 */
public final class UnmatchedLegs {
  private final Map<String, Open> open = new LinkedHashMap<>();

  private static final class Open {
    private final String account;
    private final String currency;
    private final String direction;
    private final String transfer;
    private final int journal;
    private final String place;
    private long moved;
    private long shown;

    Open(
        String account,
        String currency,
        String direction,
        String transfer,
        int journal,
        String place) {
      this.account = account;
      this.currency = currency;
      this.direction = direction;
      this.transfer = transfer;
      this.journal = journal;
      this.place = place;
    }
  }

  /** A leg of an entry. */
  void moved(CommittedFact entry, Fields leg, String transfer) {
    String account = leg.text("account_id");
    String direction = leg.text("direction");
    long amount = leg.number("amount_minor");
    boolean isReversal = entry.value().text("kind").equals("REVERSAL");
    if (isReversal
        && direction.equals("DEBIT")
        && takenBack(entry.partition(), account, transfer, amount)) {
      return;
    }
    String key = key(account, entry.partition(), entry.value().number("sequence"), direction);
    Open each =
        open.computeIfAbsent(
            key,
            _ ->
                new Open(
                    account,
                    entry.value().text("currency"),
                    direction,
                    transfer,
                    entry.partition(),
                    entry.place()));
    each.moved = Math.addExact(each.moved, amount);
    closeIfEven(key, each);
  }

  /** A version of an account that an entry caused. */
  void shown(CommittedFact balance, Fields change, long journal, long sequence) {
    String account = balance.value().text("account_id");
    String direction = change.text("direction");
    String key = key(account, Math.toIntExact(journal), sequence, direction);
    Open each =
        open.computeIfAbsent(
            key,
            _ ->
                new Open(
                    account,
                    balance.value().text("currency"),
                    direction,
                    "",
                    Math.toIntExact(journal),
                    balance.place()));
    each.shown = Math.addExact(each.shown, change.numberOrZero("posted_minor"));
    closeIfEven(key, each);
  }

  /** Names of all that are open now. */
  public Set<String> names() {
    return Set.copyOf(open.keySet());
  }

  public boolean isOpen(String name) {
    return open.containsKey(name);
  }

  /** What the open legs of each currency add up to, credits positive. */
  Map<String, Long> byCurrency() {
    Map<String, Long> sums = new HashMap<>();
    for (Open each : open.values()) {
      long missing = each.moved - each.shown;
      sums.merge(
          each.currency, each.direction.equals("CREDIT") ? missing : -missing, Math::addExact);
    }
    return sums;
  }

  public void tell(String name, Findings findings) {
    Open each = open.get(name);
    if (each != null) {
      findings.add(
          Check.MONEY_CONSERVED,
          "%s of account %s: the journal moves %d %s, the account shows %d"
              .formatted(each.direction, each.account, each.moved, each.currency, each.shown),
          each.place);
    }
  }

  /**
   * A credit that could not be applied: its reversal takes it back, and no version shows either.
   */
  private boolean takenBack(int journal, String account, String transfer, long amount) {
    for (Map.Entry<String, Open> each : open.entrySet()) {
      Open credit = each.getValue();
      if (credit.journal == journal
          && credit.direction.equals("CREDIT")
          && credit.account.equals(account)
          && credit.transfer.equals(transfer)
          && credit.moved - credit.shown >= amount) {
        credit.moved -= amount;
        closeIfEven(each.getKey(), credit);
        return true;
      }
    }
    return false;
  }

  private void closeIfEven(String key, Open each) {
    if (each.moved == each.shown) {
      open.remove(key);
    }
  }

  private static String key(String account, int journal, long sequence, String direction) {
    return account + ' ' + direction + " of entry " + journal + '/' + sequence;
  }
}
