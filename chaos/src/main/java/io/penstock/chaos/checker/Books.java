package io.penstock.chaos.checker;

import java.util.function.LongSupplier;

/** Everything that was read, folded. */
final class Books {
  final Findings findings = new Findings();
  final UnmatchedLegs credits = new UnmatchedLegs();
  final JournalBook journal = new JournalBook(findings, credits);
  final AccountBook accounts = new AccountBook(findings, credits);
  final OutcomeBook outcomes;
  final PaymentBook payments = new PaymentBook(findings);
  final Promises promises;

  /**
   * @param nowMs the checker's own clock, milliseconds since 1970
   */
  Books(LongSupplier nowMs) {
    outcomes = new OutcomeBook(findings, nowMs);
    promises = new Promises(findings, outcomes, accounts, payments);
  }

  void take(CommittedFact fact) {
    switch (fact.value().type()) {
      case "LedgerEntry" -> journal.take(fact);
      case "AccountBalance" -> accounts.take(fact);
      case "TransferOutcome" -> outcomes.take(fact);
      case "PaymentEvent" -> payments.take(fact);
      default -> throw new IllegalArgumentException("no fact: " + fact.value().type());
    }
  }
}
