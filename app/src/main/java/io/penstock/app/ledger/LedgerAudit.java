package io.penstock.app.ledger;

import static io.penstock.app.ledger.Defect.Kind.LEG_NOT_IN_JOURNAL;
import static io.penstock.app.ledger.Defect.Kind.MONEY_NOT_CONSERVED;
import static io.penstock.app.ledger.Defect.Kind.SUM_WRONG;
import static io.penstock.app.ledger.Defect.Kind.UNBALANCED;
import static io.penstock.app.ledger.Defect.Kind.UNREADABLE;

import io.penstock.app.ledger.AuditReport.CurrencySum;
import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Direction;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topics;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a ledger record by record, with no Kafka in sight. The records of a partition come in
 * their order; how partitions mix does not matter.
 *
 * <p>It checks each journal partition's sequence and hash chain, that every entry balances, every
 * version of every account against the one before it, every leg against the version that shows it,
 * every latest balance against the sum of the account's legs, that reversals give back no more than
 * was posted, from and to whom it was, and that each currency adds up to zero. Since a credit
 * reaches its account after its entry, the reader says where it cut ({@link #cut}): what was read
 * before the cut must be complete in the end, but for the credits that it found under way ({@link
 * #underWay}); what comes after the cut need not be.
 */
public final class LedgerAudit {
  /** Most defects that a report tells; the rest is counted. */
  public static final int MOST_DEFECTS = 1_000;

  private final List<Defect> defects = new ArrayList<>();
  private final Map<Integer, JournalChain> journals = new TreeMap<>();
  private final Statements statements;
  private final OpenLegs openLegs = new OpenLegs();
  private final GivenBack givenBack = new GivenBack(this::tell);
  private final Map<String, BigInteger> sumOfLegs = new HashMap<>();
  private long balances;
  private long defectsFound;
  private boolean isCut;

  /**
   * An audit.
   *
   * @param partitions of every topic
   */
  public LedgerAudit(int partitions) {
    this.statements = new Statements(partitions, this::tell);
    for (int partition = 0; partition < partitions; partition++) {
      journals.put(partition, new JournalChain(partition, this::tell));
    }
  }

  /** A record of {@code ledger.entries}: its raw value and what it holds. */
  public void entry(int partition, long offset, String key, byte[] value, LedgerEntry entry) {
    chain(partition).accept(offset, key, value, entry);
    if (!balances(entry)) {
      String detail = "its debits do not equal its credits, or an amount is not positive";
      tell(Defect.ofEntry(UNBALANCED, partition, offset, entry.getSequence(), detail));
    }
    givenBack.accept(partition, offset, entry);
    for (Leg leg : entry.getLegs()) {
      sumOfLegs.merge(leg.getAccountId(), signed(leg), BigInteger::add);
      openLegs.moved(offset, entry, leg, !isCut);
    }
  }

  /** A record of {@code accounts.balances}. */
  public void balance(int partition, long offset, String key, AccountBalance balance) {
    balances++;
    statements.accept(partition, offset, key, balance);
    if (balance.getChange().getPostedMinor() != 0
        && balance.getChange().getEntrySequence() == null) {
      String detail = "it posts money and names no entry";
      tell(Defect.ofBalance(LEG_NOT_IN_JOURNAL, partition, offset, balance, detail));
    }
    openLegs.shown(partition, offset, balance, !isCut);
  }

  /** A record of either topic that cannot be read. */
  public void unreadable(String topic, int partition, long offset, byte[] value, String reason) {
    tell(new Defect(UNREADABLE, topic, partition, offset, null, null, null, reason));
    if (topic.equals(Topics.LEDGER_ENTRIES.name())) {
      chain(partition).skip(offset, value);
    }
  }

  /** Whatever was read until now must be complete in the end. */
  public void cut() {
    isCut = true;
  }

  /** Begins a new look at what is under way; what an earlier one saw no longer counts. */
  public void lookAgain() {
    openLegs.lookAgain();
  }

  /** A credit of {@code transfers.credit-legs} that the ledger has not taken from there yet. */
  public void underWay(CreditLeg leg) {
    openLegs.underWay(leg);
  }

  /** Whether all that must be complete is, or under way. */
  public boolean isSettled() {
    return openLegs.areSettled();
  }

  /** Whether the transfers that reversals are of have to be read yet: {@link #original}. */
  public boolean lacksOriginals() {
    return !givenBack.unfounded().isEmpty();
  }

  /** A record of {@code ledger.entries} once more, after the last of {@link #entry}. */
  public void original(LedgerEntry entry) {
    givenBack.original(entry);
  }

  /**
   * What was found; a leg of before the cut that is neither closed nor under way is a defect. Ask
   * once.
   */
  public AuditReport report() {
    openLegs.defects().forEach(this::tell);
    givenBack.unfounded().forEach(this::tell);
    Map<String, BigInteger> posted = new HashMap<>();
    statements.latest().forEach(s -> posted.merge(s.accountId(), posted(s), BigInteger::add));
    compareSums(posted);
    List<CurrencySum> currencies = currencies();
    currencies.forEach(this::checkConservation);
    return new AuditReport(
        posted.size(),
        balances,
        journals.values().stream().map(JournalChain::journal).toList(),
        currencies,
        List.copyOf(defects),
        defectsFound);
  }

  private void compareSums(Map<String, BigInteger> posted) {
    Set<String> accounts = new HashSet<>(posted.keySet());
    accounts.addAll(sumOfLegs.keySet());
    for (String account : accounts) {
      BigInteger balance = posted.getOrDefault(account, BigInteger.ZERO);
      BigInteger legs = sumOfLegs.getOrDefault(account, BigInteger.ZERO);
      BigInteger open = openLegs.ofAccount(account);
      if (!balance.add(open).equals(legs)) {
        tell(
            Defect.ofSum(
                SUM_WRONG,
                account,
                "its legs add up to %s (%s of it on its way), but its balance is %s"
                    .formatted(legs, open, balance)));
      }
    }
  }

  private List<CurrencySum> currencies() {
    Map<String, Totals> totals = new TreeMap<>();
    statements.latest().forEach(s -> totals.computeIfAbsent(s.currency(), Totals::new).add(s));
    openLegs
        .byCurrency()
        .forEach((c, open) -> totals.computeIfAbsent(c, Totals::new).onTheWay = open);
    return totals.values().stream().map(Totals::sum).toList();
  }

  private void checkConservation(CurrencySum sum) {
    BigInteger all = sum.posted().add(sum.onTheWay());
    if (all.signum() != 0) {
      String detail = "all balances in %s add up to %s, not to 0".formatted(sum.currency(), all);
      tell(Defect.ofSum(MONEY_NOT_CONSERVED, null, detail));
    }
  }

  private JournalChain chain(int partition) {
    return journals.computeIfAbsent(partition, p -> new JournalChain(p, this::tell));
  }

  private void tell(Defect defect) {
    defectsFound++;
    if (defects.size() < MOST_DEFECTS) {
      defects.add(defect);
    }
  }

  private static boolean balances(LedgerEntry entry) {
    BigInteger sum =
        entry.getLegs().stream().map(LedgerAudit::signed).reduce(BigInteger.ZERO, BigInteger::add);
    return sum.signum() == 0
        && entry.getLegs().size() >= 2
        && entry.getLegs().stream().allMatch(leg -> leg.getAmountMinor() > 0);
  }

  private static BigInteger signed(Leg leg) {
    BigInteger amount = BigInteger.valueOf(leg.getAmountMinor());
    return leg.getDirection() == Direction.CREDIT ? amount : amount.negate();
  }

  private static BigInteger posted(Statements.Latest latest) {
    return BigInteger.valueOf(Accounts.posted(latest.counters()));
  }

  /** Sums of one currency as they grow. */
  private static final class Totals {
    private final String currency;
    private final Set<String> accounts = new HashSet<>();
    private BigInteger held = BigInteger.ZERO;
    private BigInteger posted = BigInteger.ZERO;
    private BigInteger onTheWay = BigInteger.ZERO;
    private BigInteger debitsPending = BigInteger.ZERO;
    private BigInteger creditsPending = BigInteger.ZERO;

    Totals(String currency) {
      this.currency = currency;
    }

    void add(Statements.Latest latest) {
      accounts.add(latest.accountId());
      BigInteger balance = LedgerAudit.posted(latest);
      posted = posted.add(balance);
      held = latest.isSystem() ? held : held.add(balance);
      var counters = latest.counters();
      debitsPending = debitsPending.add(BigInteger.valueOf(counters.getDebitsPendingMinor()));
      creditsPending = creditsPending.add(BigInteger.valueOf(counters.getCreditsPendingMinor()));
    }

    CurrencySum sum() {
      return new CurrencySum(
          currency, accounts.size(), held, posted, onTheWay, debitsPending, creditsPending);
    }
  }
}
