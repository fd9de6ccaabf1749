package io.penstock.domain.reconciliation;

import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The transfers of one case.
 *
 * @param idPrefix what their ids begin with
 */
record Bookings(String idPrefix, List<TransferCommand> transfers) {
  static final String SETTLEMENT = "psp_settlement";
  static final String FEE = "psp_fee";

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
}
