package io.penstock.domain.reconciliation;

import io.penstock.domain.SystemAccounts;
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
 * The transfers of one case.
 *
 * @param idPrefix what their ids begin with
 */
record Bookings(String idPrefix, List<TransferCommand> transfers) {
  static final String SETTLEMENT = "psp_settlement";
  static final String FEE = "psp_fee";
  private static final String ADJUSTMENT = "psp_fee_adjustment";

  Bookings(String idPrefix) {
    this(idPrefix, new ArrayList<>());
  }

  /** A negative sum moves the other way; nothing moves for zero. */
  void move(String suffix, String debit, String credit, long amountMinor, String code) {
    if (amountMinor < 0) {
      move(suffix, credit, debit, Math.negateExact(amountMinor), code);
    } else if (amountMinor > 0) {
      transfers.add(
          TransferCommand.newBuilder()
              .setTransferId(idPrefix + suffix)
              .setKind(TransferKind.DIRECT)
              .setDebitAccountId(debit)
              .setCredits(List.of(new Credit(credit, amountMinor)))
              .setCurrency(debit.substring(debit.lastIndexOf(':') + 1))
              .setCode(code)
              .build());
    }
  }

  /**
   * What a match means for the ledger, by transfers alone; what is booked is noted in the case.
   *
   * <p>A capture left the PSP's clearing account owing the gross sum. On the match the net sum
   * comes from {@code world}, the fee from {@code fees}, and the clearing account is even again. A
   * refund is the same the other way round. Where the reported fee differs within tolerance, the
   * fee is booked as it was expected, and a transfer of the difference between {@code fees} and
   * {@code world} adjusts it: what the PSP kept more did not arrive.
   *
   * <p>A case books its sums once. When it matches again after a correction, only another fee is
   * adjusted; when it comes to mismatch, nothing is undone.
   */
  static List<TransferCommand> ofMatch(
      ReconciliationCase.Builder kept, ReconciliationResult match) {
    Bookings bookings = new Bookings(match.getPaymentId() + Ids.STEP + kept.getStep());
    String world = SystemAccounts.world(match.getExpectedCurrency());
    String fees = SystemAccounts.fees(match.getExpectedCurrency());
    Long reportedFee = match.getReportedFeeMinor();
    if (kept.getBookedFeeMinor() == null) {
      long fee = Objects.requireNonNullElse(match.getExpectedFeeMinor(), reportedFee);
      long net = Math.subtractExact(match.getExpectedAmountMinor(), fee);
      String clearing = SystemAccounts.psp(match.getPsp(), match.getExpectedCurrency());
      bookings.move("", world, clearing, net, SETTLEMENT);
      bookings.move("-fee", fees, clearing, fee, FEE);
      kept.setBookedFeeMinor(fee);
    }
    long more = Math.subtractExact(reportedFee, kept.getBookedFeeMinor());
    if (more != 0) {
      int number = Math.addExact(kept.getAdjustments(), 1);
      bookings.move("-adj" + number, fees, world, more, ADJUSTMENT);
      kept.setAdjustments(number).setBookedFeeMinor(reportedFee);
    }
    return List.copyOf(bookings.transfers());
  }
}
