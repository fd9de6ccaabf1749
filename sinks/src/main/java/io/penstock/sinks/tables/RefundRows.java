package io.penstock.sinks.tables;

import io.penstock.schemas.Refund;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.util.List;

/** Refunds as rows of refunds: the latest version of each. */
public final class RefundRows {
  public static final LatestRows<Refund> STATES =
      new LatestRows<>(
          "refunds",
          new Columns<Refund>()
              .text("refund_id", Refund::getRefundId)
              .text("payment_id", Refund::getPaymentId)
              .ints("number", Refund::getNumber)
              .longs("amount_minor", Refund::getAmountMinor)
              .text("currency", Refund::getCurrency)
              .constant("status", Refund::getStatus)
              .constant("phase", Refund::getPhase)
              .booleans("automatic", Refund::getAutomatic)
              .text("reason", Refund::getReason)
              .text("failure_code", Refund::getFailureCode)
              .text("failure_detail", Refund::getFailureDetail)
              .text("psp", Refund::getPsp)
              .text("psp_reference", Refund::getPspReference)
              .booleans("taken_back", Refund::getTakenBack)
              .ints("version", Refund::getVersion)
              .time("created_at", Refund::getCreatedAtMs)
              .time("updated_at", Refund::getUpdatedAtMs),
          List.of("payment_id", "refund_id"),
          List.of("version"));

  private RefundRows() {}
}
