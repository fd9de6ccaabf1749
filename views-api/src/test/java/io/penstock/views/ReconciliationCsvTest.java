package io.penstock.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exported table, read back by another library than the one that writes it. */
class ReconciliationCsvTest {
  static {
    Records.prepare();
  }

  private static ReconciliationResult.Builder result(String reference) {
    return ReconciliationResult.newBuilder()
        .setCaseId(reference)
        .setVersion(1)
        .setStatus(ReconciliationStatus.MISMATCHED)
        .setPspReference(reference)
        .setMismatches(List.of(new Mismatch("amount", "-1000", "-999")))
        .setExpectedAmountMinor(-1_000L)
        .setExpectedCurrency("USD")
        .setReportedAmountMinor(-999L)
        .setReportedCurrency("USD")
        .setReportedFeeMinor(-3L)
        .setLineId(reference)
        .setDetail("reference: " + reference)
        .setOccurredAtMs(1)
        .setDecidedAtMs(1);
  }

  private static String written(ReconciliationResult.Builder... results) throws IOException {
    List<ReconciliationResult> lines =
        List.of(results).stream().map(ReconciliationResult.Builder::build).toList();
    return new String(ReconciliationCsv.of(lines), StandardCharsets.UTF_8);
  }

  private static List<Map<String, String>> read(String table) throws IOException {
    CsvSchema header = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> lines =
        new CsvMapper().readerForMapOf(String.class).with(header).readValues(table)) {
      return lines.readAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|' /C calc'!A0",
        "+1",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tx",
        "  =1",
        "\u00A0=1",
        "\u200B=1",
        "\uFEFF=1",
        "\"=1",
        "'=1",
        " \" '=1",
        "\uFF1D1",
        "\uFF0B1",
        "=1\n=2"
      })
  void noTextIsAFormula(String text) throws IOException {
    Map<String, String> line = read(written(result(text))).getFirst();

    for (String column : List.of("case_id", "psp_reference", "line_id")) {
      assertThat(line.get(column)).isEqualTo("'" + text);
    }
    assertThat(line.get("detail")).isEqualTo("reference: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ch_1", "a=b", "x-1", "a,b", "a\"b", "a\r\nb", " a ", "\u00FC", "a;b", "\"\"", ""})
  void anyOtherTextStaysAsItIs(String text) throws IOException {
    Map<String, String> line = read(written(result(text))).getFirst();

    assertThat(line.get("psp_reference")).isEqualTo(text);
    assertThat(line.get("detail")).isEqualTo("reference: " + text);
  }

  @Test
  void negativeNumbersStayNumbers() throws IOException {
    Map<String, String> line = read(written(result("ch_1"))).getFirst();

    assertThat(line.get("expected")).isEqualTo("-1000");
    assertThat(line.get("reported")).isEqualTo("-999");
    assertThat(line.get("expected_amount")).isEqualTo("-1000");
    assertThat(line.get("reported_fee")).isEqualTo("-3");
  }

  @Test
  void everyLineEndsInCarriageReturnAndLineFeed() throws IOException {
    String table = written(result("ch_1"), result("ch_2"));

    assertThat(table).endsWith("\r\n");
    assertThat(table.split("\r\n", -1)).hasSize(4);
    assertThat(table.replace("\r\n", "")).doesNotContain("\n", "\r");
    assertThat(read(table)).hasSize(2);
  }
}
