package io.penstock.chaos.checker.books;

import io.penstock.audit.Fact;
import io.penstock.audit.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The payments as their events tell of them. */
public final class PaymentBook {
  private static final Set<String> UNPAID = Set.of("FAILED", "CANCELLED", "FLAGGED_FRAUD");
  private static final Set<String> RESTING = Set.of("CAPTURED", "CLOSED", "AUTHORIZED");

  private static final String STEP = "::";

  /** What a settlement books is the PSP's, not the payment's. */
  private static final String SETTLEMENT_CODES = "psp_";

  private final Findings findings;
  private final Map<String, Payment> payments = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> moved = new HashMap<>();
  private final Set<String> answered = new HashSet<>();

  /** A payment, and what it was. */
  public static final class Payment {
    final Set<String> statuses = new HashSet<>();
    private Fields latest;
    private long sequence;
    private String place;

    Payment(Fields latest, String place) {
      this.latest = latest;
      this.place = place;
    }

    public String id() {
      return latest.text("payment_id");
    }

    public Fields latest() {
      return latest;
    }

    public long sequence() {
      return sequence;
    }

    public boolean isByCard() {
      return latest.required("creation").text("funding").equals("CARD");
    }

    public boolean isUnpaid() {
      return UNPAID.contains(latest.text("status"));
    }

    /** Nothing is under way any more. */
    public boolean rests() {
      return RESTING.contains(latest.text("phase"))
          && latest.children("refunds").stream().allMatch(r -> r.text("phase").equals("CLOSED"));
    }

    public long captured() {
      return latest.numberOrZero("amount_captured_minor");
    }

    public long refunded() {
      return latest.children("refunds").stream()
          .filter(refund -> refund.text("status").equals("SUCCEEDED"))
          .mapToLong(refund -> refund.number("amount_minor"))
          .reduce(0, Math::addExact);
    }

    @Nullable Fields refund(String id) {
      return latest.children("refunds").stream()
          .filter(refund -> refund.text("refund_id").equals(id))
          .findFirst()
          .orElse(null);
    }

    public String place() {
      return place;
    }
  }

  PaymentBook(Findings findings) {
    this.findings = findings;
  }

  public void take(Fact fact) {
    Fields event = fact.value();
    String id = event.text("payment_id");
    long sequence = event.number("sequence");
    Fields now = event.child("payment");
    if (sequence == 0 || now == null) {
      answered.add(id);
      return;
    }
    Payment payment = payments.computeIfAbsent(id, _ -> new Payment(now, fact.place()));
    if (sequence != payment.sequence + 1) {
      findings.add(
          Check.ONE_OUTCOME,
          "event %d (%s) of payment %s where %d was due"
              .formatted(sequence, event.text("type"), id, payment.sequence + 1),
          fact.place());
    }
    if (payment.sequence > 0
        && payment.isUnpaid()
        && !payment.latest.text("status").equals(now.text("status"))) {
      findings.add(
          Check.PAYMENTS_AGREE,
          "payment %s was %s for ever and became %s"
              .formatted(id, payment.latest.text("status"), now.text("status")),
          fact.place());
    }
    payment.sequence = sequence;
    payment.latest = now;
    payment.place = fact.place();
    payment.statuses.add(now.text("status"));
  }

  /** An entry of the journal: what a payment's own transfers moved, by account. */
  void entry(Fact fact) {
    Fields entry = fact.value();
    String transfer = entry.text("transfer_id");
    int step = transfer.indexOf(STEP);
    String code = entry.textOrNull("code");
    if (step > 0 && (code == null || !code.startsWith(SETTLEMENT_CODES))) {
      Map<String, Long> sums =
          moved.computeIfAbsent(transfer.substring(0, step), _ -> new HashMap<>());
      for (Fields leg : entry.children("legs")) {
        long amount = leg.number("amount_minor");
        boolean isCredit = leg.text("direction").equals("CREDIT");
        sums.merge(leg.text("account_id"), isCredit ? amount : -amount, Math::addExact);
      }
    }
  }

  @Nullable Payment find(String id) {
    return payments.get(id);
  }

  /** Whether a command for this payment was answered by an event that changed nothing. */
  boolean wasAnswered(String id) {
    return answered.contains(id);
  }

  public Collection<Payment> all() {
    return payments.values();
  }

  public int size() {
    return payments.size();
  }

  /** Compares what rests with the legs of its transfers. */
  public List<Violation> compare(OutcomeBook outcomes) {
    List<Violation> different = new ArrayList<>();
    payments.values().stream()
        .filter(Payment::rests)
        .forEach(payment -> compare(payment, outcomes, different));
    return different;
  }

  private void compare(Payment payment, OutcomeBook outcomes, List<Violation> different) {
    Fields now = payment.latest();
    String currency = now.required("creation").text("currency");
    long captured = payment.isUnpaid() ? 0 : payment.captured();
    long refunded = payment.isUnpaid() ? 0 : payment.refunded();
    long fee = captured == 0 ? 0 : now.numberOrZero("fee_minor");
    Map<String, Long> due = new HashMap<>();
    String merchant = now.textOrNull("merchant_account_id");
    String payer =
        payment.isByCard()
            ? "psp:" + now.textOrNull("psp") + ':' + currency
            : now.textOrNull("payer_account_id");
    if (merchant != null) {
      due.merge(merchant, captured - fee - refunded, Math::addExact);
    }
    if (payer != null) {
      due.merge(payer, refunded - captured, Math::addExact);
    }
    due.merge("fees:" + currency, fee, Math::addExact);
    due.values().removeIf(sum -> sum == 0);
    Map<String, Long> found = new HashMap<>(moved.getOrDefault(payment.id(), Map.of()));
    found.values().removeIf(sum -> sum == 0);
    if (!found.equals(due)) {
      different.add(
          new Violation(
              Check.PAYMENTS_AGREE,
              "payment %s is %s: the ledger moved %s for it where %s was due"
                  .formatted(payment.id(), now.text("status"), found, due),
              payment.place()));
    }
    if (now.text("phase").equals("CLOSED") && outcomes.holds(payment.id() + "::hold")) {
      different.add(
          new Violation(
              Check.PAYMENTS_AGREE,
              "payment %s is %s and its hold stands".formatted(payment.id(), now.text("status")),
              payment.place()));
    }
  }
}
