package io.penstock.domain.reconciliation;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Ids;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a match means for the ledger, by transfers alone.
 *
 * <p>A capture left the PSP's clearing account owing the gross sum. On the match the net sum comes
 * from {@code world}, the fee from {@code fees}, and the clearing account is even again. A refund
 * is the same the other way round. Where the reported fee differs within tolerance, the fee is
 * booked as it was expected, and a transfer of the difference between {@code fees} and {@code
 * world} adjusts it: what the PSP kept more did not arrive.
 *
 * <p>A case books its sums once. When it matches again after a correction, only another fee is
 * adjusted; when it comes to mismatch, nothing is undone.
 */
final class SettlementBookings {
  private static final String SETTLEMENT = "psp_settlement";
  private static final String FEE = "psp_fee";
  private static final String ADJUSTMENT = "psp_fee_adjustment";

  private final ReconciliationCase.Builder kept;
  private final ReconciliationResult match;
  private final List<TransferCommand> transfers = new ArrayList<>();

  private SettlementBookings(ReconciliationCase.Builder kept, ReconciliationResult match) {
    this.kept = kept;
    this.match = match;
  }

  /** The transfers of a match; what is booked is noted in the case. */
  static List<TransferCommand> book(ReconciliationCase.Builder kept, ReconciliationResult match) {
    SettlementBookings bookings = new SettlementBookings(kept, match);
    if (kept.getBookedFeeMinor() == null) {
      bookings.clear();
    }
    bookings.adjustFee();
    return List.copyOf(bookings.transfers);
  }

  private void clear() {
    long fee = Objects.requireNonNullElse(match.getExpectedFeeMinor(), match.getReportedFeeMinor());
    long net = Math.subtractExact(match.getExpectedAmountMinor(), fee);
    String clearing = account("psp:" + match.getPsp());
    move("", account("world"), clearing, net, SETTLEMENT);
    move("-fee", account("fees"), clearing, fee, FEE);
    kept.setBookedFeeMinor(fee);
  }

  private void adjustFee() {
    long more = Math.subtractExact(match.getReportedFeeMinor(), kept.getBookedFeeMinor());
    if (more != 0) {
      int number = Math.addExact(kept.getAdjustments(), 1);
      move("-adj" + number, account("fees"), account("world"), more, ADJUSTMENT);
      kept.setAdjustments(number).setBookedFeeMinor(match.getReportedFeeMinor());
    }
  }

  /** A negative sum moves the other way; nothing moves for zero. */
  private void move(String suffix, String debit, String credit, long amountMinor, String code) {
    if (amountMinor < 0) {
      move(suffix, credit, debit, Math.negateExact(amountMinor), code);
    } else if (amountMinor > 0) {
      transfers.add(
          TransferCommand.newBuilder()
              .setTransferId(match.getPaymentId() + Ids.STEP + kept.getStep() + suffix)
              .setKind(TransferKind.DIRECT)
              .setDebitAccountId(debit)
              .setCredits(List.of(new Credit(credit, amountMinor)))
              .setCurrency(match.getExpectedCurrency())
              .setCode(code)
              .build());
    }
  }

  private String account(String purpose) {
    return purpose + ':' + match.getExpectedCurrency();
  }
}
