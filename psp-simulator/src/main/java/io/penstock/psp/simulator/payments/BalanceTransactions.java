package io.penstock.psp.simulator.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.cards.TestCard;
import io.penstock.psp.simulator.cards.TestCard.Trait;
import io.penstock.psp.simulator.knobs.KnobBoard;
import io.penstock.psp.simulator.knobs.SettlementFault;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Currencies;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each charge and refund did to the account's balance, and when it became available. */
public final class BalanceTransactions {
  private static final long FIXED_FEE = 30;
  private static final long FEE_PER_MILLE = 29;
  private static final long DISPUTE_FEE = 1_500;
  private static final long TOO_MUCH_FEE = 25;

  private final Documents documents;
  private final KnobBoard knobs;
  private final Duration settlementDelay;

  public BalanceTransactions(Documents documents, KnobBoard knobs, Duration settlementDelay) {
    this.documents = documents;
    this.knobs = knobs;
    this.settlementDelay = settlementDelay;
  }

  /** 2.9 % and 30 minor units, half units rounded up. */
  public static long feeOf(long amount) {
    long variable = Math.addExact(Math.multiplyExact(amount, FEE_PER_MILLE), 500) / 1_000;
    return Math.addExact(variable, FIXED_FEE);
  }

  /** No smaller part than the currency has. */
  private static long feeOf(long amount, String currency) {
    long fee = feeOf(amount);
    return fee - fee % Currencies.step(currency);
  }

  /** For a captured charge; some get a fault that lists will show. */
  ObjectNode ofCharge(ObjectNode charge, long captured, TestCard card) {
    ObjectNode made =
        make(
            "charge",
            charge,
            captured,
            feeOf(captured, charge.get("currency").textValue()),
            card.is(Trait.AVAILABLE_AT_ONCE) ? Duration.ZERO : settlementDelay);
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
    var _ = put(made, fee);
    made.put("reporting_category", type);
    made.put("source", source.get("id").textValue());
    made.put("type", type);
    documents.link(source.get("id").textValue(), made.get("id").textValue());
    return made;
  }

  /** Sets the fee and what hangs on it. */
  private static ObjectNode put(ObjectNode transaction, long fee) {
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
    return transaction.put("net", Math.subtractExact(transaction.get("amount").longValue(), fee));
  }

  /** One, as it truly is: faults are in lists and reports only. */
  public ObjectNode read(String id) {
    return withStatus(documents.read("txn", "balance transaction", "id", id));
  }

  /** All, newest first, with the faults that were laid on them. */
  public Stream<ObjectNode> newestFirst(@Nullable String source, @Nullable String after) {
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
        ? shown(
            transaction,
            SettlementFault.named(transaction.get("_fault").textValue()),
            knobs.now().settlementLateMs())
        : Stream.of(transaction);
  }

  /**
   * What the PSP shows in place of a transaction that has a fault.
   *
   * @param lateMs by how much a late one is delayed, in milliseconds
   */
  static Stream<ObjectNode> shown(ObjectNode transaction, SettlementFault fault, long lateMs) {
    long amount = transaction.get("amount").longValue();
    long fee = transaction.get("fee").longValue();
    return switch (fault) {
      case MISSING -> Stream.empty();
      case DOUBLED -> Stream.of(copy(transaction, "x"), transaction);
      case CENT_OFF -> Stream.of(put(transaction.put("amount", Math.addExact(amount, 1)), fee));
      case WRONG_CURRENCY -> {
        boolean euros = transaction.get("currency").textValue().equals("eur");
        yield Stream.of(transaction.put("currency", euros ? "usd" : "eur"));
      }
      case EXTRA_FEE -> Stream.of(put(transaction, Math.addExact(fee, TOO_MUCH_FEE)));
      case UNKNOWN -> {
        String source = "ch_unknown" + transaction.get("source").textValue().substring(3);
        yield Stream.of(copy(transaction, "u").put("source", source), transaction);
      }
      case LATE -> {
        long ms = Math.addExact(transaction.get("_available_ms").longValue(), lateMs);
        transaction.put("_available_ms", ms).put("available_on", Math.floorDiv(ms, 1_000));
        yield Stream.of(transaction);
      }
    };
  }

  private static ObjectNode copy(ObjectNode transaction, String suffix) {
    return transaction.deepCopy().put("id", transaction.get("id").textValue() + suffix);
  }

  public ObjectNode withStatus(ObjectNode transaction) {
    transaction.put("status", isAvailable(transaction) ? "available" : "pending");
    return transaction;
  }

  private boolean isAvailable(ObjectNode transaction) {
    return transaction.get("_available_ms").longValue() <= documents.now().toEpochMilli();
  }

  /** Every transaction of a charge or refund whose money is available, oldest first, no faults. */
  public Stream<ObjectNode> available() {
    return documents
        .oldestFirst("txn", null)
        .filter(each -> !each.get("type").textValue().equals("adjustment"))
        .filter(this::isAvailable);
  }
}
