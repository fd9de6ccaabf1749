package io.penstock.chaos.checker.books;

import io.penstock.audit.Account;
import io.penstock.audit.Fact;
import io.penstock.audit.Fields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What accounts keep to beyond their sums: their limits, and that a hold comes and goes once. */
public final class AccountBook {
  private final Findings findings;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> holds = new HashMap<>();

  AccountBook(Findings findings) {
    this.findings = findings;
  }

  void take(Fact fact) {
    Account account = Account.of(fact.value());
    Fields change = fact.value().required("change");
    ids.add(account.id());
    if ("DEBIT".equals(change.textOrNull("direction"))) {
      staysWithinItsLimit(fact, account, change);
      countRelease(fact, account.id(), change);
    }
  }

  boolean exists(String id) {
    return ids.contains(id);
  }

  /** Who pays has the money, or the credit. A system account has no limit. */
  private void staysWithinItsLimit(Fact fact, Account account, Fields change) {
    boolean pays = change.numberOrZero("posted_minor") + change.numberOrZero("pending_minor") > 0;
    long available =
        account.posted() - account.held() + account.counters().number("overdraft_limit_minor");
    if (pays && !account.isSystem() && available < 0) {
      findings.add(
          Check.MONEY_CONSERVED,
          "account %s paid %d more than it has".formatted(account.id(), -available),
          fact.place());
    }
  }

  /** On the paying side a hold comes once and goes once. */
  private void countRelease(Fact fact, String id, Fields change) {
    long pending = change.numberOrZero("pending_minor");
    String transfer = change.textOrNull("transfer_id");
    if (pending == 0 || transfer == null) {
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
}
