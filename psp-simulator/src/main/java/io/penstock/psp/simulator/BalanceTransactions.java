package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each charge and refund did to the account's balance, and when it became available. */
final class BalanceTransactions {
  private static final long FIXED_FEE = 30;
  private static final long FEE_PER_MILLE = 29;
  private static final long DISPUTE_FEE = 1_500;

  private final Documents documents;
  private final KnobBoard knobs;
  private final Duration settlementDelay;

  BalanceTransactions(Documents documents, KnobBoard knobs, Duration settlementDelay) {
    this.documents = documents;
    this.knobs = knobs;
    this.settlementDelay = settlementDelay;
  }

  /** 2.9 % and 30 minor units, half units rounded up. */
  static long feeOf(long amount) {
    long variable = Math.addExact(Math.multiplyExact(amount, FEE_PER_MILLE), 500) / 1_000;
    return Math.addExact(variable, FIXED_FEE);
  }

  /** No smaller part than the currency has. */
  private static long feeOf(long amount, String currency) {
    long fee = feeOf(amount);
    return fee - fee % CurrencyRules.step(currency);
  }

  /** For a captured charge; some get a fault that lists will show. */
  ObjectNode ofCharge(ObjectNode charge, long captured, TestCard card) {
    ObjectNode made =
        make(
            "charge",
            charge,
            captured,
            feeOf(captured, charge.get("currency").textValue()),
            card.availableAtOnce() ? Duration.ZERO : settlementDelay);
    Optional<SettlementFault> fault = knobs.takeSettlementFault();
    fault.ifPresent(laid -> made.put("_fault", laid.label()));
    documents.put(made);
    return made;
  }

  ObjectNode ofRefund(ObjectNode refund) {
    ObjectNode made = make("refund", refund, -refund.get("amount").longValue(), 0, settlementDelay);
    documents.put(made);
    return made;
  }

  /** The money of a failed refund comes back. */
  ObjectNode ofFailedRefund(ObjectNode refund) {
    ObjectNode made =
        make("refund_failure", refund, refund.get("amount").longValue(), 0, settlementDelay);
    documents.put(made);
    return made;
  }

  /** The money of a dispute is gone at once, and its fee with it. */
  ObjectNode ofDispute(ObjectNode dispute) {
    return adjust(dispute, "dispute", -dispute.get("amount").longValue(), DISPUTE_FEE);
  }

  /** It comes back, without the fee. */
  ObjectNode ofWonDispute(ObjectNode dispute) {
    return adjust(dispute, "dispute_reversal", dispute.get("amount").longValue(), 0);
  }

  private ObjectNode adjust(ObjectNode dispute, String category, long amount, long fee) {
    ObjectNode made = make("adjustment", dispute, amount, fee, Duration.ZERO);
    documents.put(made.put("reporting_category", category));
    return made;
  }

  private ObjectNode make(String type, ObjectNode source, long amount, long fee, Duration delay) {
    ObjectNode made = documents.create("txn", "balance_transaction");
    long availableMs = documents.now().plus(delay).toEpochMilli();
    made.put("amount", amount);
    made.put("available_on", Math.floorDiv(availableMs, 1_000));
    made.put("_available_ms", availableMs);
    made.put("balance_type", "payments");
    made.put("currency", source.get("currency").textValue());
    made.putNull("description");
    made.putNull("exchange_rate");
    put(made, fee);
    made.put("reporting_category", type);
    made.put("source", source.get("id").textValue());
    made.put("type", type);
    documents.link(source.get("id").textValue(), made.get("id").textValue());
    return made;
  }

  /** Sets the fee and what hangs on it. */
  static void put(ObjectNode transaction, long fee) {
    transaction.put("fee", fee);
    var details = transaction.putArray("fee_details");
    if (fee != 0) {
      details
          .addObject()
          .put("amount", fee)
          .putNull("application")
          .put("currency", transaction.get("currency").textValue())
          .put("description", "Stripe processing fees")
          .put("type", "stripe_fee");
    }
    transaction.put("net", Math.subtractExact(transaction.get("amount").longValue(), fee));
  }

  /** One, as it truly is: faults are in lists and reports only. */
  ObjectNode read(String id) {
    ObjectNode found = documents.find(id);
    if (found == null) {
      throw StripeError.unknown("balance transaction", "id", id);
    }
    return withStatus(found);
  }

  /** All, newest first, with the faults that were laid on them. */
  Stream<ObjectNode> newestFirst(@Nullable String source, @Nullable String after) {
    Stream<ObjectNode> stored =
        source == null
            ? fromInclusive(after)
            : documents.linked(source).reversed().stream()
                .filter(id -> id.startsWith("txn_"))
                .map(documents::get);
    return stored
        .flatMap(this::withFault)
        .filter(shown -> after == null || shown.get("id").textValue().compareTo(after) < 0)
        .map(this::withStatus);
  }

  /** An id that a fault made up starts with the id of the transaction that it was laid on. */
  private Stream<ObjectNode> fromInclusive(@Nullable String after) {
    return documents.newestFirst("txn", after == null ? null : after + "~");
  }

  private Stream<ObjectNode> withFault(ObjectNode transaction) {
    return transaction.hasNonNull("_fault")
        ? SettlementFault.named(transaction.get("_fault").textValue())
            .applyTo(transaction, knobs.now().settlementLateMs())
        : Stream.of(transaction);
  }

  ObjectNode withStatus(ObjectNode transaction) {
    transaction.put("status", isAvailable(transaction) ? "available" : "pending");
    return transaction;
  }

  private boolean isAvailable(ObjectNode transaction) {
    return transaction.get("_available_ms").longValue() <= documents.now().toEpochMilli();
  }

  /** Every transaction of a charge or refund whose money is available, oldest first, no faults. */
  Stream<ObjectNode> available() {
    return documents
        .oldestFirst("txn", null)
        .filter(each -> !each.get("type").textValue().equals("adjustment"))
        .filter(this::isAvailable);
  }
}
