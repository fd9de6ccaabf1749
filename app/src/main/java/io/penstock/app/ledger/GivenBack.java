package io.penstock.app.ledger;

import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.ReversedTransfer;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What reversals have given back, by reversed transfer: never more than it posted. All reversals of
 * a transfer, and the returns of those that could not be applied, stand in one journal partition,
 * so that the sums are right at every entry.
 */
final class GivenBack {
  private final Map<String, BigInteger> sums = new HashMap<>();
  private final Map<String, ReversedTransfer> reversals = new HashMap<>();

  /** The next entry of a journal partition; what is wrong with it, if anything is. */
  Optional<String> accept(LedgerEntry entry) {
    String transfer = Keys.transfer(entry.getScopeAccountId(), entry.getTransferId());
    ReversedTransfer reverses = entry.getReverses();
    if (reverses != null) {
      reversals.put(transfer, reverses);
      return add(reverses, moved(entry));
    }
    ReversedTransfer returned =
        entry.getKind() == EntryKind.REVERSAL ? reversals.get(transfer) : null;
    return returned == null ? Optional.empty() : add(returned, moved(entry).negate());
  }

  private Optional<String> add(ReversedTransfer original, BigInteger minor) {
    String key = Keys.transfer(original.getScopeAccountId(), original.getTransferId());
    BigInteger sum = sums.merge(key, minor, BigInteger::add);
    BigInteger posted = BigInteger.valueOf(original.getPostedMinor());
    return sum.compareTo(posted) <= 0
        ? Optional.empty()
        : Optional.of(
            "%s of transfer %s went back, which posted %s"
                .formatted(sum, original.getTransferId(), posted));
  }

  /** Debits equal credits, or the entry is told as unbalanced. */
  private static BigInteger moved(LedgerEntry entry) {
    return entry.getLegs().stream()
        .filter(leg -> leg.getDirection() == Direction.CREDIT)
        .map(Leg::getAmountMinor)
        .map(BigInteger::valueOf)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
