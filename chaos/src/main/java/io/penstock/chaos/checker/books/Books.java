package io.penstock.chaos.checker.books;

import io.penstock.audit.Account;
import io.penstock.audit.Fact;
import io.penstock.audit.LedgerAudit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Everything that was read, folded. */
public final class Books {
  public final Findings findings = new Findings();
  public final LedgerAudit ledger;
  public final AccountBook accounts = new AccountBook(findings);
  public final OutcomeBook outcomes;
  public final PaymentBook payments = new PaymentBook(findings);
  public final Promises promises;

  /**
   * @param partitions of every topic
   * @param nowMs the checker's own clock, milliseconds since 1970
   */
  public Books(int partitions, LongSupplier nowMs) {
    ledger = new LedgerAudit(partitions, defect -> findings.add(Violation.of(defect)));
    outcomes = new OutcomeBook(findings, nowMs);
    promises = new Promises(findings, outcomes, accounts, payments);
  }

  public void take(Fact fact) {
    switch (fact.value().type()) {
      case "LedgerEntry" -> {
        ledger.fact(fact);
        outcomes.entry(fact);
        payments.entry(fact);
      }
      case "AccountBalance" -> {
        ledger.fact(fact);
        accounts.take(fact);
      }
      case "TransferOutcome" -> outcomes.take(fact);
      case "PaymentEvent" -> payments.take(fact);
      default -> throw new IllegalArgumentException("no fact: " + fact.value().type());
    }
  }

  /** At rest nothing is under way: all balances add up to nothing, and holds are what is held. */
  public List<Violation> uneven() {
    List<Violation> uneven = new ArrayList<>();
    ledger.unevenSums().forEach(defect -> uneven.add(Violation.of(defect)));
    Map<String, Long> held = new HashMap<>();
    for (Account each : ledger.accounts()) {
      held.merge(each.id(), each.held(), Math::addExact);
    }
    held.values().removeIf(sum -> sum == 0);
    if (!held.equals(outcomes.heldByAccount())) {
      uneven.add(
          new Violation(
              Check.HOLDS_RESOLVED_ONCE,
              "accounts hold %s, the open holds are %s".formatted(held, outcomes.heldByAccount()),
              "accounts.balances"));
    }
    return uneven;
  }
}
