package io.penstock.app.ledger;

import static io.penstock.app.ledger.Defect.Kind.BALANCE_WRONG;
import static io.penstock.app.ledger.Defect.Kind.MISPLACED;
import static io.penstock.app.ledger.Defect.Kind.VERSION_BROKEN;
import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Direction;
import io.penstock.schemas.Keys;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the versions of every account, and of every shard of the system accounts: 1, 2, 3 …, each
 * with the counters of the one before it and its change added.
 */
final class Statements {
  private final int partitions;
  private final Consumer<Defect> defects;
  private final Map<String, Latest> latest = new HashMap<>();

  Statements(int partitions, Consumer<Defect> defects) {
    this.partitions = partitions;
    this.defects = defects;
  }

  /** Where an account, or a shard of it, stands. */
  record Latest(String accountId, String currency, boolean isSystem, Counters counters) {}

  /** The next record of a partition. */
  void accept(int partition, long offset, String key, AccountBalance balance) {
    Counters counters = balance.getCounters();
    if (!isAtItsPlace(partition, key, balance)) {
      tell(MISPLACED, partition, offset, balance, "it does not belong here under the key " + key);
    }
    String account = accountOrShard(balance);
    Latest before = latest.get(account);
    long lastVersion = before == null ? 0 : before.counters.getVersion();
    if (counters.getVersion() != lastVersion + 1) {
      String detail = "version %d follows %d".formatted(counters.getVersion(), lastVersion);
      tell(VERSION_BROKEN, partition, offset, balance, detail);
    } else {
      Counters expected = expected(before == null ? null : before.counters, balance);
      if (!counters.equals(expected)) {
        tell(BALANCE_WRONG, partition, offset, balance, difference(counters, expected));
      }
    }
    boolean isSystem = balance.getType() == AccountType.SYSTEM;
    latest.put(
        account, new Latest(balance.getAccountId(), balance.getCurrency(), isSystem, counters));
  }

  Collection<Latest> latest() {
    return latest.values();
  }

  private boolean isAtItsPlace(int partition, String key, AccountBalance balance) {
    return key.equals(Keys.version(balance.getAccountId(), balance.getCounters().getVersion()))
        && ACCOUNT_BALANCES.placement().partition(key, balance, partitions) == partition;
  }

  private static String accountOrShard(AccountBalance balance) {
    return balance.getShard() == null
        ? balance.getAccountId()
        : balance.getAccountId() + '#' + balance.getShard();
  }

  /** The counters before it with the change added; an account begins with zeros. */
  private static Counters expected(@Nullable Counters before, AccountBalance balance) {
    Counters now = balance.getCounters();
    Counters base =
        before == null ? new Counters(0L, 0L, 0L, 0L, 0L, now.getOverdraftLimitMinor()) : before;
    Change change = balance.getChange();
    boolean debits = change.getDirection() == Direction.DEBIT;
    boolean credits = change.getDirection() == Direction.CREDIT;
    return new Counters(
        now.getVersion(),
        base.getDebitsPendingMinor() + (debits ? change.getPendingMinor() : 0),
        base.getDebitsPostedMinor() + (debits ? change.getPostedMinor() : 0),
        // Never below zero, as the ledger has it: a release may come without its hold.
        Math.max(0, base.getCreditsPendingMinor() + (credits ? change.getPendingMinor() : 0)),
        base.getCreditsPostedMinor() + (credits ? change.getPostedMinor() : 0),
        // An update of the account may set any limit; no transfer does.
        change.getTransferId() == null
            ? now.getOverdraftLimitMinor()
            : base.getOverdraftLimitMinor());
  }

  private static String difference(Counters found, Counters expected) {
    StringBuilder text = new StringBuilder("the version before it and its change give");
    for (var field : Counters.getClassSchema().getFields()) {
      Object is = found.get(field.pos());
      Object should = expected.get(field.pos());
      if (!is.equals(should)) {
        text.append(" %s %s, but it says %s;".formatted(field.name(), should, is));
      }
    }
    text.setLength(text.length() - 1);
    return text.toString();
  }

  private void tell(
      Defect.Kind kind, int partition, long offset, AccountBalance balance, String detail) {
    defects.accept(Defect.ofBalance(kind, partition, offset, balance, detail));
  }
}
