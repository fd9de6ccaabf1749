package io.penstock.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.ReconciliationResult;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Reconciliation cases as a table (RFC 4180), one a line, with a header. What is absent is an empty
 * cell.
 *
 * <p>People open it in a spreadsheet, which runs a cell that looks like a formula. What a stranger
 * wrote into a reference must not: it is behind a single quote, by which a spreadsheet takes it as
 * text. See <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>.
 */
public final class ReconciliationCsv {
  /** What begins a formula, also in full width, or a control character that hides one. */
  private static final Pattern FORMULA =
      Pattern.compile(
          "[\\s\\p{Z}\\p{Cf}\"']*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20].*|[\\t\\r\\n].*", Pattern.DOTALL);

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

  private static final List<String> COLUMNS =
      List.of(
          """
          case_id,payment_id,refund_id,psp,psp_reference,status,field,expected,reported,\
          expected_amount,expected_currency,expected_fee,reported_amount,reported_currency,\
          reported_fee,lines,line_id,settled_at,due_at,occurred_at,decided_at,version,detail,\
          resolved_by,resolution,booking\
          """
              .split(",", -1));

  /** In no order: the columns have theirs. */
  private static final Members CELLS =
      Members.of(
          ReconciliationResult.getClassSchema(),
          """
          case_id, payment_id, refund_id, psp, psp_reference, expected_amount, expected_currency,
          expected_fee, reported_amount, reported_currency, reported_fee, lines, line_id, settled_at,
          due_at, occurred_at, decided_at, version, detail
          """);

  private ReconciliationCsv() {}

  public static byte[] of(List<ReconciliationResult> results) throws IOException {
    StringBuilder table = new StringBuilder();
    try (CSVPrinter lines = new CSVPrinter(table, CSVFormat.RFC4180)) {
      lines.printRecord(COLUMNS);
      for (ReconciliationResult result : results) {
        ObjectNode line = line(result);
        lines.printRecord(COLUMNS.stream().map(column -> cell(column, line.path(column))));
      }
    }
    return table.toString().getBytes(UTF_8);
  }

  /** With the gravest mismatch and the latest resolution; the JSON has them all. */
  private static ObjectNode line(ReconciliationResult result) {
    ObjectNode line = CELLS.of(result).put("status", result.getStatus().name());
    result.getMismatches().stream()
        .findFirst()
        .ifPresent(
            gravest ->
                line.put("field", gravest.getField())
                    .put("expected", gravest.getExpected())
                    .put("reported", gravest.getReported()));
    if (!result.getResolutions().isEmpty()) {
      CaseResolution latest = result.getResolutions().getLast();
      line.put("resolved_by", latest.getActor());
      line.put("resolution", latest.getReason());
      line.put("booking", Json.lowerCase(latest.getBooking()));
    }
    return line;
  }

  private static String cell(String column, JsonNode value) {
    String text = value.asText("");
    // Mostly integers, which stay numbers.
    boolean isNumber =
        value.isNumber()
            || (Set.of("expected", "reported").contains(column) && NUMBER.matcher(text).matches());
    return isNumber || !FORMULA.matcher(text).matches() ? text : "'" + text;
  }
}
