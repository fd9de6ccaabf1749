package io.penstock.sinks.tables;

import io.penstock.schemas.ReconciliationResult;
import io.penstock.sinks.sql.AppendedRows;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Reconciliation's results as rows: of reconciliation_history each, of reconciliation_results the
 * latest of each case.
 */
public final class ReconciliationRows {
  private static final Columns<ReconciliationResult> COLUMNS =
      new Columns<ReconciliationResult>()
          .text("case_id", ReconciliationResult::getCaseId)
          .ints("version", ReconciliationResult::getVersion)
          .constant("status", ReconciliationResult::getStatus)
          .constant("previous_status", ReconciliationResult::getPreviousStatus)
          .text("payment_id", ReconciliationResult::getPaymentId)
          .text("refund_id", ReconciliationResult::getRefundId)
          .text("psp", ReconciliationResult::getPsp)
          .text("psp_reference", ReconciliationResult::getPspReference)
          .json("mismatches", result -> JsonColumns.mismatches(result.getMismatches()))
          .longs("expected_amount_minor", ReconciliationResult::getExpectedAmountMinor)
          .text("expected_currency", ReconciliationResult::getExpectedCurrency)
          .longs("expected_fee_minor", ReconciliationResult::getExpectedFeeMinor)
          .longs("reported_amount_minor", ReconciliationResult::getReportedAmountMinor)
          .text("reported_currency", ReconciliationResult::getReportedCurrency)
          .longs("reported_fee_minor", ReconciliationResult::getReportedFeeMinor)
          .text("line_id", ReconciliationResult::getLineId)
          .ints("lines", ReconciliationResult::getLines)
          .time("settled_at", ReconciliationResult::getSettledAtMs)
          .text("detail", ReconciliationResult::getDetail)
          .time("occurred_at", ReconciliationResult::getOccurredAtMs)
          .time("due_at", ReconciliationResult::getDueAtMs)
          .time("decided_at", ReconciliationResult::getDecidedAtMs)
          .json("resolutions", result -> JsonColumns.resolutions(result.getResolutions()));

  private static final LatestRows<ReconciliationResult> STATES =
      new LatestRows<>("reconciliation_results", COLUMNS, List.of("case_id"), List.of("version"));

  private static final AppendedRows<ReconciliationResult> HISTORY =
      new AppendedRows<>("reconciliation_history", COLUMNS);

  private ReconciliationRows() {}

  public static int write(Connection connection, List<ReconciliationResult> results)
      throws SQLException {
    return HISTORY.write(connection, results) + STATES.write(connection, results);
  }
}
