package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** A deliberate error in what the PSP says it settled, for reconciliation to find. */
enum SettlementFault {
  /** The line is not there. */
  MISSING,
  /** The line is there twice, the second time with an id of its own. */
  DOUBLED,
  /** One minor unit too much. */
  CENT_OFF,
  /** Another currency. */
  WRONG_CURRENCY,
  /** A fee that is too high by 25 minor units. */
  EXTRA_FEE,
  /** Besides the line, one for a charge that nobody knows. */
  UNKNOWN,
  /** The line comes later than it should. */
  LATE;

  private static final long TOO_MUCH_FEE = 25;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such fault
   */
  static SettlementFault named(String label) {
    return Arrays.stream(values())
        .filter(fault -> fault.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no settlement fault is called "
                        + label
                        + ", only "
                        + Arrays.stream(values()).map(SettlementFault::label).toList()));
  }

  /**
   * What the PSP shows in place of a transaction.
   *
   * @param lateMs by how much a late one is delayed, in milliseconds
   */
  Stream<ObjectNode> applyTo(ObjectNode transaction, long lateMs) {
    return switch (this) {
      case MISSING -> Stream.empty();
      case DOUBLED -> Stream.of(copy(transaction, "x"), transaction);
      case CENT_OFF -> {
        transaction.put("amount", Math.addExact(transaction.get("amount").longValue(), 1));
        BalanceTransactions.put(transaction, transaction.get("fee").longValue());
        yield Stream.of(transaction);
      }
      case WRONG_CURRENCY -> {
        boolean euros = transaction.get("currency").textValue().equals("eur");
        yield Stream.of(transaction.put("currency", euros ? "usd" : "eur"));
      }
      case EXTRA_FEE -> {
        BalanceTransactions.put(
            transaction, Math.addExact(transaction.get("fee").longValue(), TOO_MUCH_FEE));
        yield Stream.of(transaction);
      }
      case UNKNOWN -> Stream.of(unknown(transaction), transaction);
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

  private static ObjectNode unknown(ObjectNode transaction) {
    String source = transaction.get("source").textValue();
    return copy(transaction, "u").put("source", "ch_unknown" + source.substring(3));
  }
}
