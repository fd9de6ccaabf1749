package io.penstock.chaos.checker.books;

import io.penstock.chaos.checker.facts.CommittedFact;
import io.penstock.chaos.checker.facts.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The versions of every account, and of every shard of a system account. */
public final class AccountBook {
  private final Findings findings;
  private final UnmatchedLegs credits;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, Integer> holds = new HashMap<>();

  /** An account or a shard, with its posted balance after each version. */
  public static final class Account {
    public final String id;
    public final long shard;
    final String currency;
    final List<Long> postedByVersion = new ArrayList<>();
    private @Nullable Fields counters;
    String status = "";

    Account(String id, long shard, String currency) {
      this.id = id;
      this.shard = shard;
      this.currency = currency;
    }

    public long version() {
      return postedByVersion.size();
    }

    public long posted() {
      return postedByVersion.isEmpty() ? 0 : postedByVersion.getLast();
    }

    public boolean isShard() {
      return shard >= 0;
    }

    public long counter(String name) {
      return counters == null ? 0 : counters.number(name);
    }
  }

  AccountBook(Findings findings, UnmatchedLegs credits) {
    this.findings = findings;
    this.credits = credits;
  }

  public void take(CommittedFact fact) {
    Fields balance = fact.value();
    Long shard = balance.numberOrNull("shard");
    String id = balance.text("account_id");
    Account account =
        accounts.computeIfAbsent(
            key(id, shard == null ? -1 : shard),
            _ -> new Account(id, shard == null ? -1 : shard, balance.text("currency")));
    Fields after = balance.required("counters");
    Fields change = balance.required("change");
    if (after.number("version") != account.version() + 1) {
      findings.add(
          Check.STATE_IS_THE_FOLD,
          "version %d of account %s where %d was due"
              .formatted(after.number("version"), id, account.version() + 1),
          fact.place());
    }
    follows(fact, account, change, after);
    staysWithinItsLimit(fact, balance, change, after);
    account.postedByVersion.add(posted(after));
    account.counters = after;
    account.status = balance.text("status");
    Long journal = change.numberOrNull("journal_partition");
    Long sequence = change.numberOrNull("entry_sequence");
    if (journal != null && sequence != null && change.textOrNull("direction") != null) {
      credits.shown(fact, change, journal, sequence);
    }
    countRelease(fact, id, change);
  }

  @Nullable Account find(String id, long shard) {
    return accounts.get(key(id, shard));
  }

  public Iterable<Account> all() {
    return accounts.values();
  }

  boolean exists(String id) {
    return accounts.values().stream().anyMatch(account -> account.id.equals(id));
  }

  /** Sum of all posted balances of each currency. */
  public Map<String, Long> postedByCurrency() {
    Map<String, Long> sums = new HashMap<>();
    accounts.values().forEach(a -> sums.merge(a.currency, a.posted(), Math::addExact));
    return sums;
  }

  /** Posted balance of each account, its shards added. */
  public Map<String, Long> postedByAccount() {
    Map<String, Long> sums = new HashMap<>();
    accounts.values().forEach(a -> sums.merge(a.id, a.posted(), Math::addExact));
    return sums;
  }

  /** What is held on each account that holds something, its shards added. */
  public Map<String, Long> heldByAccount() {
    Map<String, Long> sums = new HashMap<>();
    accounts
        .values()
        .forEach(a -> sums.merge(a.id, a.counter("debits_pending_minor"), Math::addExact));
    sums.values().removeIf(held -> held == 0);
    return sums;
  }

  private void follows(CommittedFact fact, Account account, Fields change, Fields after) {
    String direction = change.textOrNull("direction");
    for (String side : List.of("debits", "credits")) {
      boolean moves = direction != null && (direction.equals("DEBIT") == side.equals("debits"));
      for (String kind : List.of("pending", "posted")) {
        String name = side + '_' + kind + "_minor";
        long due = account.counter(name) + (moves ? change.numberOrZero(kind + "_minor") : 0);
        if (after.number(name) != due || due < 0) {
          findings.add(
              Check.STATE_IS_THE_FOLD,
              "%s of account %s is %d where %d follows from its change"
                  .formatted(name, account.id, after.number(name), due),
              fact.place());
        }
      }
    }
  }

  /** Who pays has the money, or the credit. A system account has no limit. */
  private void staysWithinItsLimit(
      CommittedFact fact, Fields balance, Fields change, Fields after) {
    boolean pays =
        "DEBIT".equals(change.textOrNull("direction"))
            && change.numberOrZero("posted_minor") + change.numberOrZero("pending_minor") > 0;
    if (!pays || balance.text("type").equals("SYSTEM")) {
      return;
    }
    long available =
        posted(after)
            - after.number("debits_pending_minor")
            + after.number("overdraft_limit_minor");
    if (available < 0) {
      findings.add(
          Check.MONEY_CONSERVED,
          "account %s paid %d more than it has".formatted(balance.text("account_id"), -available),
          fact.place());
    }
  }

  /** On the paying side a hold comes once and goes once. */
  private void countRelease(CommittedFact fact, String id, Fields change) {
    long pending = change.numberOrZero("pending_minor");
    String transfer = change.textOrNull("transfer_id");
    if (pending == 0 || transfer == null || !"DEBIT".equals(change.textOrNull("direction"))) {
      return;
    }
    String hold = id + '#' + transfer + (pending > 0 ? "+" : "-");
    if (holds.merge(hold, 1, Integer::sum) > 1) {
      findings.add(
          Check.HOLDS_RESOLVED_ONCE,
          "account %s %s the hold %s a second time"
              .formatted(id, pending > 0 ? "takes" : "releases", transfer),
          fact.place());
    }
  }

  public static long posted(Fields counters) {
    return Math.subtractExact(
        counters.number("credits_posted_minor"), counters.number("debits_posted_minor"));
  }

  private static String key(String id, long shard) {
    return id + '/' + shard;
  }

  public Set<String> names() {
    return Set.copyOf(accounts.keySet());
  }
}
