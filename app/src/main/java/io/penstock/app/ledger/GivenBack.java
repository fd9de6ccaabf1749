package io.penstock.app.ledger;

import static io.penstock.app.ledger.Defect.Kind.REVERSAL_UNFOUNDED;
import static io.penstock.app.ledger.Defect.Kind.REVERSED_BEYOND_POSTED;

import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.ReversedTransfer;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What reversals have given back, by reversed transfer: never more than it posted, and the way
 * back. All reversals of a transfer, and the returns of those that could not be applied, stand in
 * one journal partition, so that the sums are right at every entry. The transfer itself may stand
 * in another: what a reversal says of it is believed until the journal is read for it ({@link
 * #original}).
 */
final class GivenBack {
  private final Consumer<Defect> defects;
  private final Map<String, BigInteger> sums = new HashMap<>();
  private final Map<String, ReversedTransfer> reversals = new HashMap<>();
  private final Map<Claim, Defect> unfounded = new LinkedHashMap<>();

  GivenBack(Consumer<Defect> defects) {
    this.defects = defects;
  }

  /**
   * A transfer of one credit, as its entry shows it and as a reversal says that it was.
   *
   * @param transfer its key
   */
  private record Claim(
      String transfer, String debited, String credited, String currency, long postedMinor) {}

  /** The next entry of a journal partition. */
  void accept(int partition, long offset, LedgerEntry entry) {
    String transfer = Keys.transfer(entry.getScopeAccountId(), entry.getTransferId());
    ReversedTransfer reverses = entry.getReverses();
    if (reverses != null) {
      reversals.put(transfer, reverses);
      add(partition, offset, entry, reverses, moved(entry));
      claim(partition, offset, entry, reverses);
    } else if (entry.getKind() == EntryKind.REVERSAL && reversals.containsKey(transfer)) {
      add(partition, offset, entry, reversals.get(transfer), moved(entry).negate());
    }
  }

  /** An entry of any partition, once all reversals are known: one of them may be of it. */
  void original(LedgerEntry entry) {
    if (entry.getReverses() == null && entry.getKind() != EntryKind.REVERSAL) {
      String transfer = Keys.transfer(entry.getScopeAccountId(), entry.getTransferId());
      leg(entry, Direction.DEBIT)
          .flatMap(
              debit ->
                  leg(entry, Direction.CREDIT)
                      .map(
                          credit ->
                              new Claim(
                                  transfer,
                                  debit.getAccountId(),
                                  credit.getAccountId(),
                                  entry.getCurrency(),
                                  credit.getAmountMinor())))
          .ifPresent(unfounded::remove);
    }
  }

  /** Reversals whose transfer has not been seen. */
  Collection<Defect> unfounded() {
    return unfounded.values();
  }

  /** Its money goes from where the transfer had brought it to where that had come from. */
  private void claim(int partition, long offset, LedgerEntry entry, ReversedTransfer reverses) {
    Optional<Leg> debit = leg(entry, Direction.DEBIT);
    Optional<Leg> credit = leg(entry, Direction.CREDIT);
    Defect defect =
        Defect.ofEntry(
            REVERSAL_UNFOUNDED,
            partition,
            offset,
            entry.getSequence(),
            "the journal has no transfer %s that it would give back of"
                .formatted(reverses.getTransferId()));
    if (debit.isEmpty() || credit.isEmpty()) {
      defects.accept(defect);
      return;
    }
    Claim claim =
        new Claim(
            Keys.transfer(reverses.getScopeAccountId(), reverses.getTransferId()),
            credit.get().getAccountId(),
            debit.get().getAccountId(),
            entry.getCurrency(),
            reverses.getPostedMinor());
    unfounded.putIfAbsent(claim, defect);
  }

  private void add(
      int partition, long offset, LedgerEntry entry, ReversedTransfer original, BigInteger minor) {
    String key = Keys.transfer(original.getScopeAccountId(), original.getTransferId());
    BigInteger sum = sums.merge(key, minor, BigInteger::add);
    BigInteger posted = BigInteger.valueOf(original.getPostedMinor());
    if (sum.compareTo(posted) > 0) {
      String why =
          "%s of transfer %s went back, which posted %s"
              .formatted(sum, original.getTransferId(), posted);
      defects.accept(
          Defect.ofEntry(REVERSED_BEYOND_POSTED, partition, offset, entry.getSequence(), why));
    }
  }

  /** The only leg of a side; empty: there are none or several. */
  private static Optional<Leg> leg(LedgerEntry entry, Direction direction) {
    var legs = entry.getLegs().stream().filter(leg -> leg.getDirection() == direction).toList();
    return legs.size() == 1 ? Optional.of(legs.getFirst()) : Optional.empty();
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
