package io.penstock.chaos.checker.books;

import io.penstock.chaos.checker.facts.CommittedFact;
import java.util.function.LongSupplier;

/** Everything that was read, folded. */
public final class Books {
  public final Findings findings = new Findings();
  public final UnmatchedLegs credits = new UnmatchedLegs();
  public final JournalBook journal = new JournalBook(findings, credits);
  public final AccountBook accounts = new AccountBook(findings, credits);
  public final OutcomeBook outcomes;
  public final PaymentBook payments = new PaymentBook(findings);
  public final Promises promises;

  /**
   * @param nowMs the checker's own clock, milliseconds since 1970
   */
  public Books(LongSupplier nowMs) {
    outcomes = new OutcomeBook(findings, nowMs);
    promises = new Promises(findings, outcomes, accounts, payments);
  }

  public void take(CommittedFact fact) {
    switch (fact.value().type()) {
      case "LedgerEntry" -> journal.take(fact);
      case "AccountBalance" -> accounts.take(fact);
      case "TransferOutcome" -> outcomes.take(fact);
      case "PaymentEvent" -> payments.take(fact);
      default -> throw new IllegalArgumentException("no fact: " + fact.value().type());
    }
  }
}
