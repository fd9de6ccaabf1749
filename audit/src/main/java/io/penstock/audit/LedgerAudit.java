package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.LEG_NOT_IN_JOURNAL;
import static io.penstock.audit.Defect.Kind.MONEY_NOT_CONSERVED;
import static io.penstock.audit.Defect.Kind.SUM_WRONG;
import static io.penstock.audit.Defect.Kind.UNBALANCED;
import static io.penstock.audit.Defect.Kind.UNREADABLE;

import io.penstock.audit.AuditReport.CurrencySum;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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
public final class LedgerAudit implements TopicReader.Reading {
  static final String ENTRIES = "ledger.entries";
  static final String BALANCES = "accounts.balances";

  /** What each topic of the ledger holds. */
  public static final Map<String, String> TYPES =
      Map.of(
          ENTRIES, "io.penstock.schemas.LedgerEntry",
          BALANCES, "io.penstock.schemas.AccountBalance");

  /** Most defects that a report tells; the rest is counted. */
  public static final int MOST_DEFECTS = 1_000;

  private final Consumer<Defect> listener;
  private final List<Defect> defects = new ArrayList<>();
  private final Map<Integer, JournalChain> journals = new TreeMap<>();
  private final Versions versions;
  private final OpenLegs openLegs = new OpenLegs();
  private final Reversals reversals = new Reversals(this::tell);
  private final Map<String, BigInteger> sumOfLegs = new HashMap<>();
  private long balances;
  private long defectsFound;

  /**
   * An audit.
   *
   * @param partitions of every topic
   * @param listener is told of each defect as it is found
   */
  public LedgerAudit(int partitions, Consumer<Defect> listener) {
    this.versions = new Versions(partitions, this::tell);
    this.listener = listener;
    for (int partition = 0; partition < partitions; partition++) {
      journals.put(partition, new JournalChain(partition, this::tell));
    }
  }

  /** A record of one of the topics. */
  @Override
  public void fact(Fact fact) {
    switch (fact.value().type()) {
      case "LedgerEntry" -> entry(fact);
      case "AccountBalance" -> balance(fact);
      default -> throw new IllegalArgumentException("not of a ledger: " + fact.value().type());
    }
  }

  private void entry(Fact fact) {
    Fields entry = fact.value();
    chain(fact.partition()).accept(fact);
    if (!balances(entry)) {
      String detail = "its debits do not equal its credits, or an amount is not positive";
      tell(Defect.ofEntry(UNBALANCED, fact, detail));
    }
    reversals.accept(fact);
    for (Fields leg : entry.children("legs")) {
      sumOfLegs.merge(leg.text("account_id"), signed(leg), BigInteger::add);
      openLegs.moved(fact, leg);
    }
  }

  private void balance(Fact fact) {
    balances++;
    versions.accept(fact);
    Fields change = fact.value().required("change");
    if (change.numberOrZero("posted_minor") != 0 && change.raw("entry_sequence") == null) {
      tell(Defect.ofBalance(LEG_NOT_IN_JOURNAL, fact, "it posts money and names no entry"));
    }
    openLegs.shown(fact);
  }

  /** A credit that the ledger has not taken yet, if it is one and no marker. */
  void underWay(Fact fact) {
    if (fact.value().child("marker") == null) {
      openLegs.underWay(fact.value());
    }
  }

  @Override
  public void unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
    tell(
        new Defect(
            UNREADABLE,
            record.topic(),
            record.partition(),
            record.offset(),
            null,
            null,
            null,
            reason));
    if (record.topic().equals(ENTRIES)) {
      byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
      chain(record.partition()).skip(record.offset(), value);
    }
  }

  /** Whatever was read until now must be complete in the end. */
  public void cut() {
    openLegs.cut();
  }

  /** Begins a new look at what is under way; what an earlier one saw no longer counts. */
  void lookAgain() {
    openLegs.lookAgain();
  }

  /** Whether all that must be complete is, or under way. */
  public boolean isSettled() {
    return openLegs.areSettled();
  }

  /** Whether the transfers that reversals are of have to be read yet: {@link #original}. */
  boolean lacksOriginals() {
    return !reversals.unfounded().isEmpty();
  }

  /** A record of {@code ledger.entries} once more, after the last of them was read. */
  void original(Fact fact) {
    reversals.original(fact.value());
  }

  /** The legs that must be complete and are not. */
  public List<Defect> unsettled() {
    return openLegs.defects();
  }

  /** Sums of all that was read: of each account's legs, and of each currency. */
  public List<Defect> unevenSums() {
    List<Defect> uneven = new ArrayList<>();
    Map<String, BigInteger> posted = posted();
    Map<String, BigInteger> missing = openLegs.missing(OpenLegs.Name::account);
    Set<String> accounts = new TreeSet<>(posted.keySet());
    accounts.addAll(sumOfLegs.keySet());
    for (String account : accounts) {
      BigInteger balance = posted.getOrDefault(account, BigInteger.ZERO);
      BigInteger legs = sumOfLegs.getOrDefault(account, BigInteger.ZERO);
      BigInteger open = missing.getOrDefault(account, BigInteger.ZERO);
      if (!balance.add(open).equals(legs)) {
        String detail =
            "its legs add up to %s (%s of it on its way), but its balance is %s"
                .formatted(legs, open, balance);
        uneven.add(Defect.ofSum(SUM_WRONG, account, detail));
      }
    }
    for (CurrencySum sum : currencies()) {
      BigInteger all = sum.sum().add(sum.onTheWay());
      if (all.signum() != 0) {
        String detail = "all balances in %s add up to %s, not to 0".formatted(sum.currency(), all);
        uneven.add(Defect.ofSum(MONEY_NOT_CONSERVED, null, detail));
      }
    }
    return uneven;
  }

  /** The latest sequence of each journal partition that has entries. */
  public Map<Integer, Long> sequences() {
    Map<Integer, Long> sequences = new HashMap<>();
    journals.forEach((partition, chain) -> sequences.put(partition, chain.lastSequence()));
    sequences.values().removeIf(last -> last == 0);
    return sequences;
  }

  /** What the legs of each account add up to, credits positive, in minor units. */
  public Map<String, BigInteger> sumsOfLegs() {
    return Map.copyOf(sumOfLegs);
  }

  /** Posted balance of each account, its shards added. */
  public Map<String, BigInteger> posted() {
    Map<String, BigInteger> posted = new HashMap<>();
    accounts()
        .forEach(
            each -> posted.merge(each.id(), BigInteger.valueOf(each.posted()), BigInteger::add));
    return posted;
  }

  /** Every account, and every shard of one. */
  public Collection<Account> accounts() {
    return versions.latest();
  }

  /**
   * What was found; a leg of before the cut that is neither closed nor under way is a defect. Ask
   * once.
   */
  AuditReport report() {
    unsettled().forEach(this::tell);
    reversals.unfounded().forEach(this::tell);
    unevenSums().forEach(this::tell);
    List<AuditReport.Journal> chains =
        journals.values().stream().map(JournalChain::journal).toList();
    return new AuditReport(
        defectsFound == 0,
        chains.stream().mapToLong(AuditReport.Journal::entries).sum(),
        balances,
        posted().size(),
        chains,
        currencies(),
        defectsFound,
        List.copyOf(defects));
  }

  private List<CurrencySum> currencies() {
    Map<String, BigInteger> onTheWay = openLegs.missing(OpenLegs.Name::currency);
    Map<String, List<Account>> byCurrency =
        accounts().stream()
            .collect(Collectors.groupingBy(Account::currency, TreeMap::new, Collectors.toList()));
    onTheWay.keySet().forEach(currency -> byCurrency.putIfAbsent(currency, List.of()));
    List<CurrencySum> sums = new ArrayList<>();
    byCurrency.forEach(
        (currency, all) ->
            sums.add(
                new CurrencySum(
                    currency,
                    all.stream().map(Account::id).distinct().count(),
                    sum(all.stream().filter(each -> !each.isSystem()), Account::posted),
                    sum(all.stream(), Account::posted),
                    onTheWay.getOrDefault(currency, BigInteger.ZERO),
                    sum(all.stream(), Account::held),
                    sum(all.stream(), Account::creditsPending))));
    return sums;
  }

  private static BigInteger sum(Stream<Account> accounts, ToLongFunction<Account> minor) {
    return accounts
        .map(each -> BigInteger.valueOf(minor.applyAsLong(each)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private JournalChain chain(int partition) {
    return journals.computeIfAbsent(partition, p -> new JournalChain(p, this::tell));
  }

  private void tell(Defect defect) {
    listener.accept(defect);
    defectsFound++;
    if (defects.size() < MOST_DEFECTS) {
      defects.add(defect);
    }
  }

  private static boolean balances(Fields entry) {
    List<Fields> legs = entry.children("legs");
    BigInteger sum =
        legs.stream().map(LedgerAudit::signed).reduce(BigInteger.ZERO, BigInteger::add);
    return sum.signum() == 0
        && legs.size() >= 2
        && legs.stream().allMatch(leg -> leg.number("amount_minor") > 0);
  }

  private static BigInteger signed(Fields leg) {
    return signed(leg.text("direction"), leg.number("amount_minor"));
  }

  static BigInteger signed(String direction, long minor) {
    BigInteger amount = BigInteger.valueOf(minor);
    return direction.equals("CREDIT") ? amount : amount.negate();
  }
}
