package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.LEG_NOT_APPLIED;
import static io.penstock.audit.Defect.Kind.LEG_NOT_IN_JOURNAL;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Matches the legs of entries with the versions of accounts that they caused. What remains open was
 * read on one side only: a credit on its way, or a defect.
 *
 * <p>A credit that could not be applied was taken back by a REVERSAL entry. Its debit then meets
 * that credit here, and no version shows either of them.
 */
final class OpenLegs {
  private final Map<String, Map<Name, Open>> byAccount = new LinkedHashMap<>();

  /** What entry and version agree on; the account is the key outside. */
  private record Name(long partition, long sequence, String direction, String currency) {
    BigInteger signed(long minor) {
      return LedgerAudit.signed(direction, minor);
    }
  }

  /** One leg, or several of one entry on one side of one account. */
  private static final class Open {
    private boolean isDue;
    private boolean isUnderWay;
    private long movedMinor;
    private long shownMinor;
    private @Nullable Fact entry;
    private @Nullable Fact balance;

    boolean isDefect() {
      return isDue && !isUnderWay;
    }

    long missingMinor() {
      return movedMinor - shownMinor;
    }
  }

  /** A leg of an entry. */
  void moved(Fact fact, Fields leg) {
    Fields entry = fact.value();
    String account = leg.text("account_id");
    String direction = leg.text("direction");
    if (entry.text("kind").equals("REVERSAL")
        && direction.equals("DEBIT")
        && takenBack(fact, account, leg.number("amount_minor"))) {
      return;
    }
    Name name =
        new Name(
            entry.number("journal_partition"),
            entry.number("sequence"),
            direction,
            entry.text("currency"));
    Open open = open(account, name);
    open.movedMinor += leg.number("amount_minor");
    open.entry = fact;
    closeIfMet(account, name, open);
  }

  /** A version of an account that names the entry which changed it. */
  void shown(Fact fact) {
    Fields change = fact.value().required("change");
    Long journal = change.numberOrNull("journal_partition");
    Long sequence = change.numberOrNull("entry_sequence");
    String direction = change.textOrNull("direction");
    if (journal == null || sequence == null || direction == null) {
      return;
    }
    String account = fact.value().text("account_id");
    Name name = new Name(journal, sequence, direction, fact.value().text("currency"));
    Open open = open(account, name);
    open.shownMinor += change.numberOrZero("posted_minor");
    open.balance = fact;
    closeIfMet(account, name, open);
  }

  private boolean takenBack(Fact reversal, String account, long amount) {
    for (Map.Entry<Name, Open> leg : byAccount.getOrDefault(account, Map.of()).entrySet()) {
      Fact entry = leg.getValue().entry;
      if (entry != null
          && leg.getKey().direction.equals("CREDIT")
          && isOfOneTransfer(entry.value(), reversal.value())
          && leg.getValue().missingMinor() >= amount) {
        leg.getValue().movedMinor -= amount;
        closeIfMet(account, leg.getKey(), leg.getValue());
        return true;
      }
    }
    return false;
  }

  private static boolean isOfOneTransfer(Fields entry, Fields other) {
    return entry.number("journal_partition") == other.number("journal_partition")
        && Reversals.transfer(entry).equals(Reversals.transfer(other));
  }

  private Open open(String account, Name name) {
    return byAccount
        .computeIfAbsent(account, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> new Open());
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

  /** What is open now is due. */
  void cut() {
    byAccount.values().forEach(legs -> legs.values().forEach(open -> open.isDue = true));
  }

  /** Forgets which credits were under way. */
  void lookAgain() {
    byAccount.values().forEach(legs -> legs.values().forEach(open -> open.isUnderWay = false));
  }

  /** A credit that its account need not show yet. */
  void underWay(Fields leg) {
    Long sequence = leg.numberOrNull("entry_sequence");
    if (sequence != null) {
      Name name =
          new Name(leg.number("journal_partition"), sequence, "CREDIT", leg.text("currency"));
      Open open = byAccount.getOrDefault(leg.text("account_id"), Map.of()).get(name);
      if (open != null) {
        open.isUnderWay = true;
      }
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
    forEach(
        (_, leg) ->
            sums.merge(
                leg.getKey().currency,
                leg.getKey().signed(leg.getValue().missingMinor()),
                BigInteger::add));
    return sums;
  }

  /** A defect for each leg that is open, due and not under way. */
  List<Defect> defects() {
    List<Defect> defects = new ArrayList<>();
    forEach(
        (account, leg) -> {
          if (leg.getValue().isDefect()) {
            defects.add(defect(account, leg.getKey(), leg.getValue()));
          }
        });
    return defects;
  }

  private void forEach(BiConsumer<String, Map.Entry<Name, Open>> action) {
    byAccount.forEach(
        (account, legs) -> legs.entrySet().forEach(leg -> action.accept(account, leg)));
  }

  private static Defect defect(String account, Name name, Open open) {
    Fact balance = open.balance;
    if (open.entry != null) {
      String detail =
          "%s of %d %s, but the account's versions show %s"
              .formatted(
                  name.direction,
                  open.movedMinor,
                  name.currency,
                  balance == null ? "none of it" : Long.toString(open.shownMinor));
      return new Defect(
          LEG_NOT_APPLIED,
          open.entry.topic(),
          (int) name.partition,
          open.entry.offset(),
          name.sequence,
          account,
          balance == null ? null : Account.of(balance.value()).version(),
          detail);
    }
    if (balance == null) {
      throw new IllegalStateException("a leg is open on one side at least");
    }
    return Defect.ofBalance(
        LEG_NOT_IN_JOURNAL,
        balance,
        "%s of %d %s by entry %d of journal partition %d, which has no such leg"
            .formatted(
                name.direction, open.shownMinor, name.currency, name.sequence, name.partition));
  }
}
