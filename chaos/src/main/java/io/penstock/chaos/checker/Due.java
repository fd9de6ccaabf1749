package io.penstock.chaos.checker;

import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.OutcomeBook;
import io.penstock.chaos.checker.books.PaymentBook;
import io.penstock.chaos.checker.books.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was open at one moment and must be settled soon. */
final class Due {
  private final Books books;
  private final boolean atRest;
  private final Set<String> credits;
  private final Set<Acknowledged> promises;

  Due(Books books, boolean atRest) {
    this.books = books;
    this.atRest = atRest;
    this.credits = new HashSet<>(books.credits.names());
    this.promises = new HashSet<>(books.promises.open());
  }

  boolean isSettled() {
    credits.removeIf(name -> !books.credits.isOpen(name));
    promises.retainAll(new HashSet<>(books.promises.open()));
    return credits.isEmpty()
        && promises.isEmpty()
        && overdue().isEmpty()
        && (!atRest || everythingRests());
  }

  /** Makes a violation of each thing that is not settled. */
  void tellUnsettled() {
    if (isSettled()) {
      return;
    }
    credits.forEach(name -> books.credits.tell(name, books.findings));
    promises.forEach(books.promises::tellBroken);
    for (OutcomeBook.Transfer hold : overdue()) {
      books.findings.add(
          Check.HOLDS_RESOLVED_ONCE,
          "hold %s outlives its deadline, %d"
              .formatted(hold.first.text("transfer_id"), hold.first.number("expires_at_ms")),
          hold.place);
    }
    if (atRest) {
      uneven().forEach(books.findings::add);
      for (PaymentBook.Payment each : books.payments.all()) {
        if (!each.rests()) {
          books.findings.add(
              Check.PAYMENTS_AGREE,
              "payment %s never came to rest: it is %s, %s"
                  .formatted(each.id(), each.latest().text("status"), each.latest().text("phase")),
              each.place());
        }
      }
    }
  }

  private boolean everythingRests() {
    for (PaymentBook.Payment each : books.payments.all()) {
      if (!each.rests()) {
        return false;
      }
    }
    return true;
  }

  private List<OutcomeBook.Transfer> overdue() {
    return books.outcomes.overdue(System.currentTimeMillis(), Checker.HOLD_BOUND.toMillis());
  }

  /** At rest nothing is under way: all balances add up to nothing, and holds are what is held. */
  List<Violation> uneven() {
    List<Violation> uneven = new ArrayList<>();
    books
        .accounts
        .postedByCurrency()
        .forEach(
            (currency, sum) -> {
              if (sum != 0) {
                uneven.add(
                    new Violation(
                        Check.MONEY_CONSERVED,
                        "all balances in %s add up to %d".formatted(currency, sum),
                        "accounts.balances"));
              }
            });
    Map<String, Long> held = books.accounts.heldByAccount();
    if (!held.equals(books.outcomes.heldByAccount())) {
      uneven.add(
          new Violation(
              Check.HOLDS_RESOLVED_ONCE,
              "accounts hold %s, the open holds are %s"
                  .formatted(held, books.outcomes.heldByAccount()),
              "accounts.balances"));
    }
    books
        .accounts
        .postedByAccount()
        .forEach(
            (account, posted) -> {
              Long sum = books.journal.sum(account);
              if (posted != (sum == null ? 0 : sum)) {
                uneven.add(
                    new Violation(
                        Check.STATE_IS_THE_FOLD,
                        "account %s has %d, its legs add up to %s".formatted(account, posted, sum),
                        "accounts.balances, ledger.entries"));
              }
            });
    return uneven;
  }
}
