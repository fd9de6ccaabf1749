package io.penstock.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Reconciliation cases as a table (RFC 4180), one a line, with a header. What is absent is an empty
 * cell; no text is a formula, see {@link SpreadsheetText}.
 */
public final class ReconciliationCsv {
  private static final List<String> COLUMNS =
      List.of(
          "case_id",
          "payment_id",
          "refund_id",
          "psp",
          "psp_reference",
          "status",
          "field",
          "expected",
          "reported",
          "expected_amount",
          "expected_currency",
          "expected_fee",
          "reported_amount",
          "reported_currency",
          "reported_fee",
          "lines",
          "line_id",
          "settled_at",
          "due_at",
          "occurred_at",
          "decided_at",
          "version",
          "detail",
          "resolved_by",
          "resolution",
          "booking");

  private ReconciliationCsv() {}

  public static byte[] of(List<ReconciliationResult> results) throws IOException {
    StringBuilder table = new StringBuilder();
    try (CSVPrinter lines = new CSVPrinter(table, CSVFormat.RFC4180)) {
      lines.printRecord(COLUMNS);
      for (ReconciliationResult result : results) {
        ObjectNode line = line(result);
        lines.printRecord(COLUMNS.stream().map(column -> line.path(column).asText("")));
      }
    }
    return table.toString().getBytes(UTF_8);
  }

  private static ObjectNode line(ReconciliationResult result) {
    ObjectNode line = Json.object();
    line.put("case_id", SpreadsheetText.of(result.getCaseId()));
    line.put("payment_id", SpreadsheetText.of(result.getPaymentId()));
    line.put("refund_id", SpreadsheetText.of(result.getRefundId()));
    line.put("psp", SpreadsheetText.of(result.getPsp()));
    line.put("psp_reference", SpreadsheetText.of(result.getPspReference()));
    line.put("status", result.getStatus().name());
    addMismatch(line, result.getMismatches());
    line.put("expected_amount", result.getExpectedAmountMinor());
    line.put("expected_currency", SpreadsheetText.of(result.getExpectedCurrency()));
    line.put("expected_fee", result.getExpectedFeeMinor());
    line.put("reported_amount", result.getReportedAmountMinor());
    line.put("reported_currency", SpreadsheetText.of(result.getReportedCurrency()));
    line.put("reported_fee", result.getReportedFeeMinor());
    line.put("lines", result.getLines());
    line.put("line_id", SpreadsheetText.of(result.getLineId()));
    Json.putTimeIfPresent(line, "settled_at", result.getSettledAtMs());
    Json.putTimeIfPresent(line, "due_at", result.getDueAtMs());
    line.put("occurred_at", Json.time(result.getOccurredAtMs()));
    line.put("decided_at", Json.time(result.getDecidedAtMs()));
    line.put("version", result.getVersion());
    line.put("detail", SpreadsheetText.of(result.getDetail()));
    if (!result.getResolutions().isEmpty()) {
      CaseResolution latest = result.getResolutions().getLast();
      line.put("resolved_by", SpreadsheetText.of(latest.getActor()));
      line.put("resolution", SpreadsheetText.of(latest.getReason()));
      line.put("booking", Json.lowerCase(latest.getBooking()));
    }
    return line;
  }

  /** The gravest one; the JSON has them all. */
  private static void addMismatch(ObjectNode line, List<Mismatch> mismatches) {
    for (Mismatch gravest : mismatches.stream().limit(1).toList()) {
      line.put("field", gravest.getField());
      line.put("expected", SpreadsheetText.ofNumberOrText(gravest.getExpected()));
      line.put("reported", SpreadsheetText.ofNumberOrText(gravest.getReported()));
    }
  }
}
