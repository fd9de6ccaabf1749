package io.penstock.domain.reconciliation;

import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import org.jspecify.annotations.Nullable;

/** What changes a case. */
public sealed interface ReconciliationInput {

  /**
   * Money moved at a PSP, which is to report it.
   *
   * @param payment which, with its PSP
   * @param refundId our refund; null for a capture
   * @param step what the ids of its transfers begin with, behind the payment id
   * @param reference the PSP's id of the charge or refund
   * @param amountMinor positive towards us, in minor units
   * @param feeMinor the PSP's fee as it said, in minor units; null: it did not, any is taken
   * @param occurredAtMs when, milliseconds since 1970
   */
  record Expected(
      PaymentAtPsp payment,
      @Nullable String refundId,
      String step,
      @Nullable String reference,
      long amountMinor,
      @Nullable Long feeMinor,
      long occurredAtMs)
      implements ReconciliationInput {

    /** The case that expects it. */
    public String caseId() {
      return CaseIds.of(payment.paymentId(), refundId, amountMinor);
    }
  }

  /** A payment, its PSP and its currency. */
  record PaymentAtPsp(String paymentId, String psp, String currency) {}

  /** A line came whose payment is named, and perhaps its refund. */
  record Reported(SettlementLine line, String paymentId, @Nullable String refundId)
      implements ReconciliationInput {

    /** The case that the line is about. */
    public String caseId() {
      return CaseIds.of(paymentId, refundId, line.getAmountMinor());
    }
  }

  /**
   * A line came that is known by a reference only.
   *
   * @param reference which is its case's id
   * @param owner whose the reference is, as it was remembered; null: nobody knows so far
   */
  record Unclaimed(String reference, SettlementLine line, @Nullable SettlementMatching owner)
      implements ReconciliationInput {}

  /** The payment of a case that is only a reference turned up. */
  record Claimed(String reference, String paymentId, @Nullable String refundId)
      implements ReconciliationInput {}

  /** A person decides about a case that does not match. */
  record Commanded(ResolutionCommand command) implements ReconciliationInput {}

  /** Lines of this payment were resolved, and booked, in the case of their reference. */
  record ResolvedElsewhere(CaseResolution resolution) implements ReconciliationInput {}

  /** A time that the case waited for has come. */
  record ClockStruck() implements ReconciliationInput {}
}
