package io.penstock.chaos.checker;

import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.OutcomeBook;
import io.penstock.chaos.checker.books.PaymentBook;
import io.penstock.chaos.checker.books.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was open at one moment and must be settled soon. */
final class Due {
  private final Books books;
  private final boolean atRest;
  private final Set<Acknowledged> promises;

  Due(Books books, boolean atRest) {
    this.books = books;
    this.atRest = atRest;
    books.ledger.cut();
    this.promises = new HashSet<>(books.promises.open());
  }

  boolean isSettled() {
    promises.retainAll(new HashSet<>(books.promises.open()));
    return books.ledger.isSettled()
        && promises.isEmpty()
        && overdue().isEmpty()
        && (!atRest || restless().isEmpty());
  }

  /** Makes a violation of each thing that is not settled. */
  void tellUnsettled() {
    if (isSettled()) {
      return;
    }
    books.ledger.unsettled().forEach(defect -> books.findings.add(Violation.of(defect)));
    promises.forEach(books.promises::tellBroken);
    for (OutcomeBook.Transfer hold : overdue()) {
      books.findings.add(
          Check.HOLDS_RESOLVED_ONCE,
          "hold %s outlives its deadline, %d"
              .formatted(hold.first.text("transfer_id"), hold.first.number("expires_at_ms")),
          hold.place);
    }
    if (atRest) {
      books.uneven().forEach(books.findings::add);
      for (PaymentBook.Payment each : restless()) {
        books.findings.add(
            Check.PAYMENTS_AGREE,
            "payment %s never came to rest: it is %s, %s"
                .formatted(each.id(), each.latest().text("status"), each.latest().text("phase")),
            each.place());
      }
    }
  }

  private List<PaymentBook.Payment> restless() {
    return books.payments.all().stream().filter(each -> !each.rests()).toList();
  }

  private List<OutcomeBook.Transfer> overdue() {
    return books.outcomes.overdue(System.currentTimeMillis(), Checker.HOLD_BOUND.toMillis());
  }
}
