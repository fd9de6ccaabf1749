package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.REVERSAL_UNFOUNDED;
import static io.penstock.audit.Defect.Kind.REVERSED_BEYOND_POSTED;

import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What reversals have given back, by reversed transfer: never more than it posted, and the way
 * back. All reversals of a transfer, and the returns of those that could not be applied, stand in
 * one journal partition, so that the sums are right at every entry. The transfer itself may stand
 * in another: what a reversal says of it is believed until the journal is read for it ({@link
 * #original}).
 */
final class Reversals {
  private final Consumer<Defect> defects;
  private final Map<String, BigInteger> sums = new HashMap<>();
  private final Map<String, Fields> reversals = new HashMap<>();
  private final Map<Claim, Defect> unfounded = new LinkedHashMap<>();

  Reversals(Consumer<Defect> defects) {
    this.defects = defects;
  }

  /**
   * A transfer of one credit, as its entry shows it and as a reversal says that it was.
   *
   * @param transfer its id and scope
   */
  private record Claim(
      String transfer, String debited, String credited, String currency, long postedMinor) {}

  /** Id and scope of the transfer that a record is about. */
  static String transfer(Fields record) {
    return record.text("transfer_id") + '#' + record.text("scope_account_id");
  }

  /** The next entry of a journal partition. */
  void accept(Fact fact) {
    Fields entry = fact.value();
    String transfer = transfer(entry);
    Fields reverses = entry.child("reverses");
    if (reverses != null) {
      reversals.put(transfer, reverses);
      add(fact, reverses, moved(entry));
      claim(fact, reverses);
    } else if (entry.text("kind").equals("REVERSAL") && reversals.containsKey(transfer)) {
      add(fact, reversals.get(transfer), moved(entry).negate());
    }
  }

  /** An entry of any partition, once all reversals are known: one of them may be of it. */
  void original(Fields entry) {
    Fields debit = leg(entry, "DEBIT");
    Fields credit = leg(entry, "CREDIT");
    if (debit != null
        && credit != null
        && entry.child("reverses") == null
        && !entry.text("kind").equals("REVERSAL")) {
      unfounded.remove(claim(transfer(entry), debit, credit, entry, credit.number("amount_minor")));
    }
  }

  /** Reversals whose transfer has not been seen. */
  Collection<Defect> unfounded() {
    return unfounded.values();
  }

  /** Its money goes from where the transfer had brought it to where that had come from. */
  private void claim(Fact fact, Fields reverses) {
    Fields entry = fact.value();
    Fields debit = leg(entry, "DEBIT");
    Fields credit = leg(entry, "CREDIT");
    Defect defect =
        Defect.ofEntry(
            REVERSAL_UNFOUNDED,
            fact,
            "the journal has no transfer %s that it would give back of"
                .formatted(reverses.text("transfer_id")));
    if (debit == null || credit == null) {
      defects.accept(defect);
    } else {
      unfounded.putIfAbsent(
          claim(transfer(reverses), credit, debit, entry, reverses.number("posted_minor")), defect);
    }
  }

  private static Claim claim(
      String transfer, Fields payer, Fields payee, Fields entry, long postedMinor) {
    return new Claim(
        transfer,
        payer.text("account_id"),
        payee.text("account_id"),
        entry.text("currency"),
        postedMinor);
  }

  private void add(Fact fact, Fields original, BigInteger minor) {
    BigInteger sum = sums.merge(transfer(original), minor, BigInteger::add);
    BigInteger posted = BigInteger.valueOf(original.number("posted_minor"));
    if (sum.compareTo(posted) > 0) {
      String why =
          "%s of transfer %s went back, which posted %s"
              .formatted(sum, original.text("transfer_id"), posted);
      defects.accept(Defect.ofEntry(REVERSED_BEYOND_POSTED, fact, why));
    }
  }

  /** The only leg of a side; null: there are none or several. */
  private static @Nullable Fields leg(Fields entry, String direction) {
    var legs =
        entry.children("legs").stream()
            .filter(leg -> leg.text("direction").equals(direction))
            .toList();
    return legs.size() == 1 ? legs.getFirst() : null;
  }

  /** Debits equal credits, or the entry is told as unbalanced. */
  private static BigInteger moved(Fields entry) {
    return entry.children("legs").stream()
        .filter(leg -> leg.text("direction").equals("CREDIT"))
        .map(leg -> BigInteger.valueOf(leg.number("amount_minor")))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
