package io.penstock.psp.simulator.account;

import static io.penstock.psp.simulator.state.ObjectType.BALANCE_TRANSACTION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.account.TestCard.Trait;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.KnobBoard;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.SettlementFault;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each charge and refund did to the account's balance, and when it became available. */
public record BalanceTransactions(Documents documents, KnobBoard knobs, Duration settlementDelay) {
  private static final long FIXED_FEE = 30;
  private static final long FEE_PER_MILLE = 29;
  private static final long DISPUTE_FEE = 1_500;
  private static final long TOO_MUCH_FEE = 25;

  /** 2.9 % and 30 minor units, half units rounded up. */
  public static long feeOf(long amount) {
    long variable = Math.addExact(Math.multiplyExact(amount, FEE_PER_MILLE), 500) / 1_000;
    return Math.addExact(variable, FIXED_FEE);
  }

  /** For a captured charge; some get a fault that lists will show. */
  ObjectNode ofCharge(ObjectNode charge, long captured, TestCard card) {
    long fee = feeOf(captured);
    // No smaller part than the currency has.
    long whole = fee - fee % Currencies.step(Json.text(charge, "currency"));
    Duration delay = card.is(Trait.AVAILABLE_AT_ONCE) ? Duration.ZERO : settlementDelay;
    ObjectNode made = make("charge", "charge", charge, captured, whole, delay);
    knobs.takeSettlementFault().ifPresent(laid -> documents.put(made.put("_fault", laid.label())));
    return made;
  }

  ObjectNode ofRefund(ObjectNode refund) {
    return make("refund", "refund", refund, -Json.number(refund, "amount"), 0, settlementDelay);
  }

  /** The money of a failed refund comes back. */
  ObjectNode ofFailedRefund(ObjectNode refund) {
    long amount = Json.number(refund, "amount");
    return make("refund_failure", "refund_failure", refund, amount, 0, settlementDelay);
  }

  /** The money of a dispute is gone at once, and its fee with it. */
  ObjectNode ofDispute(ObjectNode dispute) {
    long amount = -Json.number(dispute, "amount");
    return make("adjustment", "dispute", dispute, amount, DISPUTE_FEE, Duration.ZERO);
  }

  /** It comes back, without the fee. */
  ObjectNode ofWonDispute(ObjectNode dispute) {
    long amount = Json.number(dispute, "amount");
    return make("adjustment", "dispute_reversal", dispute, amount, 0, Duration.ZERO);
  }

  private ObjectNode make(
      String type, String category, ObjectNode source, long amount, long fee, Duration delay) {
    ObjectNode made = documents.create(BALANCE_TRANSACTION);
    made.put("amount", amount);
    made.put("currency", Json.text(source, "currency"));
    made.put("reporting_category", category);
    made.put("source", Json.id(source));
    made.put("type", type);
    putAvailable(made, System.currentTimeMillis() + delay.toMillis());
    documents.put(putFee(made, fee));
    documents.link(Json.id(source), Json.id(made));
    return made;
  }

  private static ObjectNode putAvailable(ObjectNode transaction, long ms) {
    return transaction.put("_available_ms", ms).put("available_on", Math.floorDiv(ms, 1_000));
  }

  /** Sets the fee and what hangs on it. */
  private static ObjectNode putFee(ObjectNode transaction, long fee) {
    var details = transaction.put("fee", fee).putArray("fee_details");
    if (fee != 0) {
      details
          .addObject()
          .put("amount", fee)
          .putNull("application")
          .put("currency", Json.text(transaction, "currency"))
          .put("description", "Stripe processing fees")
          .put("type", "stripe_fee");
    }
    return transaction.put("net", Math.subtractExact(Json.number(transaction, "amount"), fee));
  }

  /** One, as it truly is: faults are in lists and reports only. */
  public ObjectNode read(String id) {
    return withStatus(documents.read(BALANCE_TRANSACTION, id));
  }

  /** Those that a call asks for, newest first, with the faults that were laid on them. */
  public Stream<ObjectNode> newestFirst(Params params, @Nullable String after) {
    String source = params.find("source");
    // An id that a fault made up starts with the id of the transaction that it was laid on.
    Stream<ObjectNode> stored =
        source == null
            ? documents.newestFirst(BALANCE_TRANSACTION, after == null ? null : after + "~")
            : documents.linked(source, BALANCE_TRANSACTION).reversed().stream().map(documents::get);
    return stored
        .flatMap(this::withFault)
        .filter(shown -> after == null || Json.id(shown).compareTo(after) < 0)
        .map(this::withStatus);
  }

  private Stream<ObjectNode> withFault(ObjectNode transaction) {
    return transaction.hasNonNull("_fault")
        ? shown(
            transaction,
            SettlementFault.named(Json.text(transaction, "_fault")),
            knobs.now().settlementLateMs())
        : Stream.of(transaction);
  }

  /**
   * What the PSP shows in place of a transaction that has a fault.
   *
   * @param lateMs by how much a late one is delayed, in milliseconds
   */
  static Stream<ObjectNode> shown(ObjectNode transaction, SettlementFault fault, long lateMs) {
    long amount = Json.number(transaction, "amount");
    long fee = Json.number(transaction, "fee");
    return switch (fault) {
      case MISSING -> Stream.empty();
      case DOUBLED -> Stream.of(copy(transaction, "x"), transaction);
      case CENT_OFF -> Stream.of(putFee(transaction.put("amount", Math.addExact(amount, 1)), fee));
      case WRONG_CURRENCY -> {
        boolean euros = Json.text(transaction, "currency").equals("eur");
        yield Stream.of(transaction.put("currency", euros ? "usd" : "eur"));
      }
      case EXTRA_FEE -> Stream.of(putFee(transaction, Math.addExact(fee, TOO_MUCH_FEE)));
      case UNKNOWN -> {
        String source = "ch_unknown" + Json.text(transaction, "source").substring(3);
        yield Stream.of(copy(transaction, "u").put("source", source), transaction);
      }
      case LATE ->
          Stream.of(
              putAvailable(
                  transaction, Math.addExact(Json.number(transaction, "_available_ms"), lateMs)));
    };
  }

  private static ObjectNode copy(ObjectNode transaction, String suffix) {
    return transaction.deepCopy().put("id", Json.id(transaction) + suffix);
  }

  public ObjectNode withStatus(ObjectNode transaction) {
    return transaction.put("status", isAvailable(transaction) ? "available" : "pending");
  }

  private static boolean isAvailable(ObjectNode transaction) {
    return Json.number(transaction, "_available_ms") <= System.currentTimeMillis();
  }

  /** Every transaction of a charge or refund whose money is available, oldest first, no faults. */
  Stream<ObjectNode> available() {
    return documents
        .oldestFirst(BALANCE_TRANSACTION)
        .filter(each -> !Json.text(each, "type").equals("adjustment"))
        .filter(BalanceTransactions::isAvailable);
  }
}
