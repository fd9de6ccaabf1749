package io.penstock.chaos.checker.books;

import io.penstock.audit.Fact;
import io.penstock.audit.Fields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What was decided of every transfer: one first outcome, at most one end of a hold. */
public final class OutcomeBook {
  /** Reading begins before what is read was decided, but two clocks are never quite even. */
  private static final long SLACK_MS = 2_000;

  private final Findings findings;
  private final LongSupplier nowMs;
  private final Map<String, Transfer> transfers = new HashMap<>();
  private final Map<String, Transfer> openHolds = new LinkedHashMap<>();
  private final Set<String> posted = new HashSet<>();
  private final Set<String> refusals = new HashSet<>();

  /** A transfer as its outcomes tell of it. */
  public static final class Transfer {
    public final Fields first;
    public final String place;
    final Set<String> statuses = new HashSet<>();
    private long revision = 1;
    private @Nullable String ended;

    Transfer(Fields first, String place) {
      this.first = first;
      this.place = place;
    }

    /** What its credits add up to, in minor units. */
    long amount() {
      return first.children("credits").stream()
          .mapToLong(credit -> credit.number("amount_minor"))
          .reduce(0, Math::addExact);
    }
  }

  /**
   * @param nowMs the checker's own clock, milliseconds since 1970
   */
  OutcomeBook(Findings findings, LongSupplier nowMs) {
    this.findings = findings;
    this.nowMs = nowMs;
  }

  public void take(Fact fact) {
    Fields outcome = fact.value();
    String name = name(outcome.text("transfer_id"), outcome.text("scope_account_id"));
    if (outcome.text("status").equals("REFUSED")) {
      refusals.add(outcome.text("transfer_id"));
    } else if (!outcome.flag("repeated")) {
      if (outcome.number("revision") == 1) {
        first(fact, name, outcome);
      } else {
        later(fact, name, outcome);
      }
    }
  }

  /** An entry of the journal: one at most posts a hold. */
  void entry(Fact fact) {
    Fields entry = fact.value();
    String hold = name(entry.text("transfer_id"), entry.text("scope_account_id"));
    if (entry.text("kind").equals("POST") && !posted.add(hold)) {
      wrong(fact, "a second entry posts the hold " + hold);
    }
  }

  @Nullable Transfer find(String transfer, String scope) {
    return transfers.get(name(transfer, scope));
  }

  /** Whether a request for this id was refused without pinning anything. */
  boolean wasRefused(String transfer) {
    return refusals.contains(transfer);
  }

  public int size() {
    return transfers.size();
  }

  /** Holds that stand, with what they hold of each account. */
  public Map<String, Long> heldByAccount() {
    Map<String, Long> held = new HashMap<>();
    openHolds
        .values()
        .forEach(
            hold -> held.merge(hold.first.text("debit_account_id"), hold.amount(), Math::addExact));
    return held;
  }

  /** Whether a payment's hold stands. */
  boolean holds(String paymentHold) {
    return openHolds.keySet().stream().anyMatch(name -> name.startsWith(paymentHold + '#'));
  }

  /** Holds that stand though their time is over since more than {@code boundMs}. */
  public List<Transfer> overdue(long nowMs, long boundMs) {
    return openHolds.values().stream()
        .filter(hold -> hold.first.numberOrNull("expires_at_ms") != null)
        .filter(hold -> hold.first.number("expires_at_ms") + boundMs < nowMs)
        .toList();
  }

  private void first(Fact fact, String name, Fields outcome) {
    Transfer transfer = new Transfer(outcome, fact.place());
    transfer.statuses.add(outcome.text("status"));
    Transfer before = transfers.putIfAbsent(name, transfer);
    if (before != null) {
      findings.add(
          Check.ONE_OUTCOME,
          "transfer %s has a second first outcome, %s after %s at %s"
              .formatted(name, outcome.text("status"), before.first.text("status"), before.place),
          fact.place());
    } else if (outcome.text("status").equals("PENDING")) {
      openHolds.put(name, transfer);
      hasItsOwnTime(fact, name, outcome);
    }
  }

  /** Whatever the clock of the instance that decided it: it was decided before it was read. */
  private void hasItsOwnTime(Fact fact, String name, Fields hold) {
    Long deadline = hold.numberOrNull("expires_at_ms");
    long latest = nowMs.getAsLong() + hold.numberOrZero("timeout_seconds") * 1_000 + SLACK_MS;
    if (deadline != null && deadline > latest) {
      wrong(
          fact,
          "hold %s is to expire %d ms later than was asked for".formatted(name, deadline - latest));
    }
  }

  private void later(Fact fact, String name, Fields outcome) {
    Transfer transfer = transfers.get(name);
    if (transfer == null) {
      // A first outcome that compaction has dropped before it was read.
      transfer = new Transfer(outcome, fact.place());
      transfers.put(name, transfer);
    } else if (outcome.number("revision") <= transfer.revision) {
      findings.add(
          Check.ONE_OUTCOME,
          "revision %d of transfer %s after %d"
              .formatted(outcome.number("revision"), name, transfer.revision),
          fact.place());
    }
    transfer.revision = outcome.number("revision");
    transfer.statuses.add(outcome.text("status"));
    openHolds.remove(name);
    if (outcome.text("kind").equals("HOLD")) {
      ended(fact, name, transfer, outcome);
    }
  }

  private void ended(Fact fact, String name, Transfer hold, Fields outcome) {
    Fields resolution = outcome.child("resolution");
    if (resolution == null) {
      return;
    }
    String status = resolution.text("status");
    // A posted hold whose credit could not be applied goes back: that is no second end.
    boolean returned = status.equals("REVERSED");
    String by = returned ? "REVERSED" : status + " by " + resolution.textOrNull("resolved_by");
    if (hold.ended != null && !returned && !hold.ended.equals(by)) {
      wrong(fact, "hold %s is %s, and was %s before".formatted(name, by, hold.ended));
    }
    if (!returned) {
      hold.ended = by;
    }
    Long deadline = outcome.numberOrNull("expires_at_ms");
    if (deadline == null) {
      return;
    }
    long late = resolution.number("resolved_at_ms") - deadline;
    if (hold.statuses.size() == 2 && status.equals("POSTED") && late > 0) {
      wrong(fact, "hold %s was posted %d ms after its deadline".formatted(name, late));
    }
    long early = deadline - nowMs.getAsLong() - SLACK_MS;
    if (status.equals("EXPIRED") && early > 0) {
      wrong(
          fact,
          "hold %s expired %d ms before its deadline by the checker's clock"
              .formatted(name, early));
    }
    if (status.equals("EXPIRED") && late < 0) {
      wrong(fact, "hold %s expired %d ms before its deadline".formatted(name, -late));
    }
  }

  private void wrong(Fact fact, String ofHold) {
    findings.add(Check.HOLDS_RESOLVED_ONCE, ofHold, fact.place());
  }

  private static String name(String transfer, String scope) {
    return transfer + '#' + scope;
  }
}
