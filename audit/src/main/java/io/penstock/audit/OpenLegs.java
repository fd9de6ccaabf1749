package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.LEG_NOT_APPLIED;
import static io.penstock.audit.Defect.Kind.LEG_NOT_IN_JOURNAL;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
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

  /** What entry and version agree on. */
  record Name(String account, String currency, String direction, long partition, long sequence) {}

  /** One leg, or several of one entry on one side of one account. */
  private static final class Open {
    private final Name name;
    private boolean isDue;
    private boolean isUnderWay;
    private long movedMinor;
    private long shownMinor;
    private @Nullable Fact entry;
    private @Nullable Fact balance;

    Open(Name name) {
      this.name = name;
    }

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
    long amount = leg.number("amount_minor");
    if (entry.text("kind").equals("REVERSAL")
        && direction.equals("DEBIT")
        && takenBack(entry, account, amount)) {
      return;
    }
    Open open =
        open(
            new Name(
                account,
                entry.text("currency"),
                direction,
                entry.number("journal_partition"),
                entry.number("sequence")));
    open.movedMinor += amount;
    open.entry = fact;
    closeIfMet(open);
  }

  /** A version of an account that names the entry which changed it. */
  void shown(Fact fact) {
    Fields change = fact.value().required("change");
    Long journal = change.numberOrNull("journal_partition");
    Long sequence = change.numberOrNull("entry_sequence");
    String direction = change.textOrNull("direction");
    if (journal != null && sequence != null && direction != null) {
      Account account = Account.of(fact.value());
      Open open = open(new Name(account.id(), account.currency(), direction, journal, sequence));
      open.shownMinor += change.numberOrZero("posted_minor");
      open.balance = fact;
      closeIfMet(open);
    }
  }

  private boolean takenBack(Fields reversal, String account, long amount) {
    for (Open open : byAccount.getOrDefault(account, Map.of()).values()) {
      if (open.entry != null
          && open.name.direction.equals("CREDIT")
          && open.name.partition == reversal.number("journal_partition")
          && Reversals.transfer(open.entry.value()).equals(Reversals.transfer(reversal))
          && open.missingMinor() >= amount) {
        open.movedMinor -= amount;
        closeIfMet(open);
        return true;
      }
    }
    return false;
  }

  private Open open(Name name) {
    return byAccount
        .computeIfAbsent(name.account, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, Open::new);
  }

  private void closeIfMet(Open open) {
    if (open.missingMinor() == 0) {
      byAccount.computeIfPresent(
          open.name.account,
          (_, legs) -> {
            legs.remove(open.name);
            return legs.isEmpty() ? null : legs;
          });
    }
  }

  private Stream<Open> all() {
    return byAccount.values().stream().flatMap(legs -> legs.values().stream());
  }

  /** What is open now is due. */
  void cut() {
    all().forEach(open -> open.isDue = true);
  }

  /** Forgets which credits were under way. */
  void lookAgain() {
    all().forEach(open -> open.isUnderWay = false);
  }

  /** A credit that its account need not show yet. */
  void underWay(Fields leg) {
    Long sequence = leg.numberOrNull("entry_sequence");
    if (sequence != null) {
      String account = leg.text("account_id");
      long journal = leg.number("journal_partition");
      Name name = new Name(account, leg.text("currency"), "CREDIT", journal, sequence);
      Open open = byAccount.getOrDefault(account, Map.of()).get(name);
      if (open != null) {
        open.isUnderWay = true;
      }
    }
  }

  /** Whether nothing is open that is due and not under way. */
  boolean areSettled() {
    return all().noneMatch(Open::isDefect);
  }

  /** What versions do not show yet, credits positive, by account or by currency. */
  Map<String, BigInteger> missing(Function<Name, String> by) {
    Map<String, BigInteger> sums = new HashMap<>();
    all()
        .forEach(
            open ->
                sums.merge(
                    by.apply(open.name),
                    LedgerAudit.signed(open.name.direction, open.missingMinor()),
                    BigInteger::add));
    return sums;
  }

  /** A defect for each leg that is open, due and not under way. */
  List<Defect> defects() {
    return all().filter(Open::isDefect).map(OpenLegs::defect).toList();
  }

  private static Defect defect(Open open) {
    Name name = open.name;
    Fact entry = open.entry;
    Fact balance = open.balance;
    if (entry != null) {
      String detail =
          "%s of %d %s, but the account's versions show %s"
              .formatted(
                  name.direction,
                  open.movedMinor,
                  name.currency,
                  balance == null ? "none of it" : Long.toString(open.shownMinor));
      return new Defect(
          LEG_NOT_APPLIED,
          entry.topic(),
          entry.partition(),
          entry.offset(),
          name.sequence,
          name.account,
          balance == null ? null : Account.of(balance.value()).version(),
          detail);
    }
    return Defect.ofBalance(
        LEG_NOT_IN_JOURNAL,
        Objects.requireNonNull(balance, "a leg is open on one side at least"),
        "%s of %d %s by entry %d of journal partition %d, which has no such leg"
            .formatted(
                name.direction, open.shownMinor, name.currency, name.sequence, name.partition));
  }
}
