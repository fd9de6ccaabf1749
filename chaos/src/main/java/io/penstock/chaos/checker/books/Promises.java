package io.penstock.chaos.checker.books;

import io.penstock.audit.Fields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what clients were promised with what was decided. */
public final class Promises {
  private final Findings findings;
  private final OutcomeBook outcomes;
  private final AccountBook accounts;
  private final PaymentBook payments;
  private final Deque<Acknowledged> due = new ArrayDeque<>();

  Promises(Findings findings, OutcomeBook outcomes, AccountBook accounts, PaymentBook payments) {
    this.findings = findings;
    this.outcomes = outcomes;
    this.accounts = accounts;
    this.payments = payments;
  }

  public void add(Acknowledged promise) {
    due.add(promise);
  }

  /** Those that no record bears out yet. */
  public List<Acknowledged> open() {
    List<Acknowledged> open = new ArrayList<>();
    for (Acknowledged each : due) {
      if (isDecided(each)) {
        compare(each);
      } else {
        open.add(each);
      }
    }
    due.clear();
    due.addAll(open);
    return open;
  }

  public void tellBroken(Acknowledged promise) {
    Instead instead = instead(promise);
    if (instead == null) {
      findings.add(
          Check.ONE_OUTCOME, "no outcome of what was acknowledged: " + promise, promise.by());
    } else {
      tell(promise, instead.what(), instead.where());
    }
  }

  /** What became of it otherwise. */
  private record Instead(String what, String where) {}

  /** An answer may be here before the record that bears it out is read. */
  private boolean isDecided(Acknowledged promise) {
    return switch (promise) {
      case Acknowledged.Opened it -> accounts.exists(it.account());
      case Acknowledged.Decided it -> {
        var found = outcomes.find(it.transfer(), it.scope());
        yield (found != null && was(found.statuses, it.status()))
            || (it.status() == null && outcomes.wasRefused(it.transfer()));
      }
      case Acknowledged.Resolved it -> {
        var hold = outcomes.find(it.hold(), it.scope());
        yield hold != null && hold.statuses.contains(it.status());
      }
      case Acknowledged.Paid it -> {
        var payment = payments.find(it.payment());
        yield (payment != null && was(payment.statuses, it.status()))
            || (it.status() == null && payments.wasAnswered(it.payment()));
      }
      case Acknowledged.Refunded it -> {
        var payment = payments.find(it.payment());
        yield (payment != null && payment.refund(it.refund()) != null)
            || (!it.isDecided() && payments.wasAnswered(it.payment()));
      }
    };
  }

  private static boolean was(Set<String> statuses, @Nullable String status) {
    return status == null || statuses.contains(status);
  }

  private @Nullable Instead instead(Acknowledged promise) {
    return switch (promise) {
      case Acknowledged.Decided it -> instead("transfer", outcomes.find(it.transfer(), it.scope()));
      case Acknowledged.Resolved it -> instead("hold", outcomes.find(it.hold(), it.scope()));
      case Acknowledged.Paid it -> {
        var payment = payments.find(it.payment());
        yield payment == null
            ? null
            : new Instead("the payment was only ever " + payment.statuses, payment.place());
      }
      case Acknowledged.Opened _, Acknowledged.Refunded _ -> null;
    };
  }

  private static @Nullable Instead instead(String name, OutcomeBook.@Nullable Transfer found) {
    return found == null
        ? null
        : new Instead("the " + name + " was only ever " + found.statuses, found.place);
  }

  private void compare(Acknowledged promise) {
    switch (promise) {
      case Acknowledged.Decided it -> compare(it);
      case Acknowledged.Paid it -> {
        var payment = payments.find(it.payment());
        if (payment != null
            && payment.latest().required("creation").number("amount_minor") != it.amount()) {
          tell(it, "the payment is about another sum", payment.place());
        }
      }
      case Acknowledged.Opened _, Acknowledged.Resolved _, Acknowledged.Refunded _ -> {}
    }
  }

  private void compare(Acknowledged.Decided it) {
    OutcomeBook.Transfer found = outcomes.find(it.transfer(), it.scope());
    if (found == null) {
      return;
    }
    boolean same =
        found.first.text("kind").equals(it.kind())
            && found.first.text("debit_account_id").equals(it.debit());
    if (it.credit() != null) {
      List<Fields> credits = found.first.children("credits");
      same &=
          credits.size() == 1
              && credits.getFirst().text("account_id").equals(it.credit())
              && credits.getFirst().number("amount_minor") == it.amount();
    }
    if (!same) {
      tell(it, "the outcome is of another command: " + found.first.values(), found.place);
    }
  }

  private void tell(Acknowledged promise, String what, String where) {
    findings.add(Check.ONE_OUTCOME, what + ", but was acknowledged: " + promise, where);
  }
}
