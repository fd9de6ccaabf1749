package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.BALANCE_WRONG;
import static io.penstock.audit.Defect.Kind.MISPLACED;
import static io.penstock.audit.Defect.Kind.VERSION_BROKEN;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Walks the versions of every account, and of every shard of the system accounts: 1, 2, 3 …, each
 * with the counters of the one before it and its change added.
 */
final class Versions {
  private final int partitions;
  private final Consumer<Defect> defects;
  private final Map<String, Account> latest = new LinkedHashMap<>();

  Versions(int partitions, Consumer<Defect> defects) {
    this.partitions = partitions;
    this.defects = defects;
  }

  /** The next record of a partition. */
  void accept(Fact fact) {
    Account account = Account.of(fact.value());
    long version = account.version();
    if (!fact.key().equals(account.id() + "#%019d".formatted(version))
        || fact.partition() != home(account)) {
      tell(MISPLACED, fact, "it does not belong here under the key " + fact.key());
    }
    Account before = latest.put(account.name(), account);
    long lastVersion = before == null ? 0 : before.version();
    if (version != lastVersion + 1) {
      tell(VERSION_BROKEN, fact, "version %d follows %d".formatted(version, lastVersion));
    } else {
      compare(fact, before == null ? null : before.counters(), account.counters());
    }
  }

  /** All of them as far as they were read, the first read first. */
  Collection<Account> latest() {
    return latest.values();
  }

  private long home(Account account) {
    return account.isShard()
        ? account.shard()
        : Utils.toPositive(Utils.murmur2(account.id().getBytes(StandardCharsets.UTF_8)))
            % partitions;
  }

  /** The counters are those before it with the change added; an account begins with zeros. */
  private void compare(Fact fact, @Nullable Fields before, Fields now) {
    Fields change = fact.value().required("change");
    String direction = change.textOrNull("direction");
    StringJoiner wrong = new StringJoiner(";", "the version before it and its change give", "");
    wrong.setEmptyValue("");
    for (String side : List.of("debit", "credit")) {
      boolean moves = side.equalsIgnoreCase(direction);
      for (String state : List.of("pending", "posted")) {
        String name = side + "s_" + state + "_minor";
        long due =
            (before == null ? 0 : before.number(name))
                + (moves ? change.numberOrZero(state + "_minor") : 0);
        // Never below zero, as the ledger has it: a release may come without its hold.
        compare(name, name.equals("credits_pending_minor") ? Math.max(0, due) : due, now, wrong);
      }
    }
    // An update of the account may set any limit; no transfer does.
    if (change.textOrNull("transfer_id") != null && before != null) {
      String name = "overdraft_limit_minor";
      compare(name, before.number(name), now, wrong);
    }
    if (wrong.length() > 0) {
      tell(BALANCE_WRONG, fact, wrong.toString());
    }
  }

  private static void compare(String name, long due, Fields now, StringJoiner wrong) {
    if (now.number(name) != due || (due < 0 && !name.startsWith("overdraft"))) {
      wrong.add(" %s %d, but it says %d".formatted(name, due, now.number(name)));
    }
  }

  private void tell(Defect.Kind kind, Fact fact, String detail) {
    defects.accept(Defect.ofBalance(kind, fact, detail));
  }
}
