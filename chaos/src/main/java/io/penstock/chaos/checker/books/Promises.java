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
    String status = promise.status();
    return switch (promise.operation()) {
      case Operation.Open it -> accounts.exists(it.account());
      case Operation.Transfer it -> isDecided(it.id(), it.scope(), status);
      case Operation.Resolve it -> {
        var hold = outcomes.find(it.hold().id(), it.hold().scope());
        yield status == null
            ? isDecided(it.id(), it.hold().scope(), null)
            : hold != null && hold.statuses.contains(status);
      }
      case Operation.Pay it -> {
        var payment = payments.find(it.id());
        yield (payment != null && was(payment.statuses, status))
            || (status == null && payments.wasAnswered(it.id()));
      }
      case Operation.GiveBack it -> {
        var payment = payments.find(it.payment().id());
        yield (payment != null && payment.refund(it.id()) != null)
            || (status == null && payments.wasAnswered(it.payment().id()));
      }
      case Operation.Capture _, Operation.Cancel _ -> true;
    };
  }

  private boolean isDecided(String transfer, String scope, @Nullable String status) {
    var found = outcomes.find(transfer, scope);
    return (found != null && was(found.statuses, status))
        || (status == null && outcomes.wasRefused(transfer));
  }

  private static boolean was(Set<String> statuses, @Nullable String status) {
    return status == null || statuses.contains(status);
  }

  private @Nullable Instead instead(Acknowledged promise) {
    return switch (promise.operation()) {
      case Operation.Transfer it -> instead("transfer", outcomes.find(it.id(), it.scope()));
      case Operation.Resolve it ->
          promise.status() == null
              ? instead("transfer", outcomes.find(it.id(), it.hold().scope()))
              : instead("hold", outcomes.find(it.hold().id(), it.hold().scope()));
      case Operation.Pay it -> {
        var payment = payments.find(it.id());
        yield payment == null
            ? null
            : new Instead("the payment was only ever " + payment.statuses, payment.place());
      }
      case Operation.Open _, Operation.GiveBack _, Operation.Capture _, Operation.Cancel _ -> null;
    };
  }

  private static @Nullable Instead instead(String name, OutcomeBook.@Nullable Transfer found) {
    return found == null
        ? null
        : new Instead("the " + name + " was only ever " + found.statuses, found.place);
  }

  private void compare(Acknowledged promise) {
    switch (promise.operation()) {
      case Operation.Transfer it ->
          compare(promise, outcomes.find(it.id(), it.scope()), it.kind(), it.debit());
      case Operation.Resolve it -> {
        if (promise.status() == null) {
          var found = outcomes.find(it.id(), it.hold().scope());
          compare(promise, found, it.kind(), it.hold().debit());
        }
      }
      case Operation.Pay it -> {
        var payment = payments.find(it.id());
        if (payment != null
            && payment.latest().required("creation").number("amount_minor") != it.amount()) {
          tell(promise, "the payment is about another sum", payment.place());
        }
      }
      case Operation.Open _, Operation.GiveBack _, Operation.Capture _, Operation.Cancel _ -> {}
    }
  }

  private void compare(
      Acknowledged promise, OutcomeBook.@Nullable Transfer found, String kind, String debit) {
    if (found == null) {
      return;
    }
    boolean same =
        found.first.text("kind").equals(kind) && found.first.text("debit_account_id").equals(debit);
    if (promise.operation() instanceof Operation.Transfer it) {
      List<Fields> credits = found.first.children("credits");
      same &=
          credits.size() == 1
              && credits.getFirst().text("account_id").equals(it.credit())
              && credits.getFirst().number("amount_minor") == it.amount();
    }
    if (!same) {
      tell(promise, "the outcome is of another command: " + found.first.values(), found.place);
    }
  }

  private void tell(Acknowledged promise, String what, String where) {
    findings.add(Check.ONE_OUTCOME, what + ", but was acknowledged: " + promise, where);
  }
}
