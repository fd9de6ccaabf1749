package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.http.ProblemException;
import io.penstock.ingest.settlements.CsvReport;
import io.penstock.ingest.settlements.JsonReport;
import io.penstock.ingest.settlements.ReportLine;
import io.penstock.ingest.settlements.SettlementForm;
import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door reads from the files of PSPs. */
class SettlementReportTest {
  private static final String HEADER = "psp_reference,amount,currency,fee,settled_at\n";

  @Test
  void readsCsv() {
    List<String> lines =
        csv(
            "\ufeffSettled_At, payment_id"
                + " ,refund_id,amount,currency,fee,psp,line_id,psp_reference\r\n"
                + "2026-11-20,pay-1,,1000,usd,,stripe,L1,\r\n"
                + "2026-11-20T12:00:00+02:00,pay-1,ref-1,-500,USD,-3,stripe,,re_1\r\n");

    assertThat(lines)
        .containsExactly(
            "2: L1 pay-1 null null stripe 1000 USD 0 2026-11-20T00:00:00Z report:rep",
            "3: null pay-1 re_1 ref-1 stripe -500 USD -3 2026-11-20T10:00:00Z report:rep");
  }

  @Test
  void countsTheLinesOfTheFile() {
    List<String> lines =
        csv(
            HEADER
                + "\n\"ch_1\",1,USD,0,2026-11-20\n\"a\nb\",1,USD,0,2026-11-20\n\nch_2,x,USD,0,1");

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("3: null ");
    assertThat(lines.get(1)).isEqualTo("4! field_malformed psp_reference");
    assertThat(lines.get(2)).isEqualTo("7! amount_malformed amount");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,1,USD,0,2026-11-20              | field_required psp_reference
          ch_1,,USD,0,2026-11-20           | field_required amount
          ch_1,1.50,USD,0,2026-11-20       | amount_malformed amount
          ch_1,9223372036854775808,USD,0,2026-11-20 | amount_out_of_range amount
          ch_1,1,US,0,2026-11-20           | field_malformed currency
          ch_1,1,,0,2026-11-20             | field_required currency
          ch_1,1,USD,x,2026-11-20          | amount_malformed fee
          ch_1,1,USD,0,                    | field_required settled_at
          ch_1,1,USD,0,20.11.2026          | time_malformed settled_at
          ch_1,1,USD,0,2026-13-20          | time_malformed settled_at
          ch_1,1,USD,0,2026-11-20T12:00:00 | time_malformed settled_at
          ch_1,1,USD,0,1969-12-31          | time_malformed settled_at
          ch_1,1,USD,0                     | columns_mismatch null
          ch_1,1,USD,0,2026-11-20,6        | columns_mismatch null
          "ch 1",1,USD,0,2026-11-20        | field_malformed psp_reference
          ch#1,1,USD,0,2026-11-20          | field_malformed psp_reference
          """)
  void namesWhatIsWrongWithALine(String line, String fault) {
    assertThat(csv(HEADER + line + "\nch_2,1,USD,0,2026-11-20"))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("2! " + fault),
            second -> assertThat(second).startsWith("3: "));
  }

  @ParameterizedTest
  @CsvSource({"psp, psp:stripe", "line_id, a#1", "refund_id, r 1"})
  void refusesWhatReconciliationWouldNotUnderstand(String column, String cell) {
    String header = "psp_reference,amount,currency,settled_at," + column;

    assertThat(csv(header + "\nch_1,1,USD,2026-11-20," + cell))
        .singleElement()
        .asString()
        .startsWith("2! ")
        .endsWith(' ' + column);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4242424242424242", "4242 4242-4242.4242"})
  void refusesALineOfJsonWithACardNumberAndNoOther(String number) {
    String good =
        "{\"psp_reference\": \"ch_1\", \"amount\": 1, \"currency\": \"USD\", \"settled_at\":"
            + " \"2026-11-20\"}";
    String report = good + "\n\n" + good.replace("ch_1", number) + '\n' + good;

    List<String> lines = lines(JsonReport.ofLines(report.getBytes(UTF_8)));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo("3! card_number_refused psp_reference");
    assertThat(lines.get(2)).startsWith("4: ");
  }

  @Test
  void stopsWhereAQuoteIsNeverClosed() {
    List<String> lines =
        csv(HEADER + "ch_1,1,USD,0,2026-11-20\n\"ch_2,1,USD,0,2026-11-20\nch_3,1,USD,0,2026-11-20");

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).isEqualTo("3! csv_malformed null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                     | field_required header
          ch_1,1,USD,0,2026-11-20                | unknown_field ch_1
          psp_reference,amount,currency          | field_required settled_at
          amount,currency,settled_at             | field_required psp_reference
          amount,currency,settled_at,amount      | field_conflict amount
          payment_id,amount,currency,settled_at,colour | unknown_field colour
          """)
  void refusesAFileWithoutAHeader(String header, String fault) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> csv(header))
        .satisfies(
            e -> assertThat(e.problem().code() + ' ' + e.problem().field()).isEqualTo(fault));
  }

  @Test
  void readsJsonLines() {
    List<String> lines =
        lines(
            JsonReport.ofLines(
                """
                {"psp_reference": "ch_1", "amount": 1000, "currency": "USD", "settled_at": "2026-11-20"}

                {"psp_reference": "ch_2", "amount": "-5", "currency": "USD", "fee": null, "settled_at": "2026-11-20"}
                {"psp_reference": "ch_3"
                [1]
                {"amount": 1.5}
                {"psp": 5}
                {"colour": "red"}
                """
                    .getBytes(UTF_8)));

    assertThat(lines)
        .containsExactly(
            "1: null null ch_1 null null 1000 USD 0 2026-11-20T00:00:00Z report:rep",
            "3: null null ch_2 null null -5 USD 0 2026-11-20T00:00:00Z report:rep",
            "4! json_malformed null",
            "5! json_malformed null",
            "6! amount_malformed amount",
            "7! field_malformed psp",
            "8! unknown_field colour");
  }

  @Test
  void readsAJsonArrayOrObject() {
    String good =
        "{\"payment_id\": \"p\", \"amount\": 1,\n"
            + "\"currency\": \"USD\", \"settled_at\": \"2026-11-20\"}";

    assertThat(lines(JsonReport.ofDocument(good.getBytes(UTF_8)))).hasSize(1);
    assertThat(lines(JsonReport.ofDocument(("[" + good + ", 5, " + good + "]").getBytes(UTF_8))))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("1: null p "),
            second -> assertThat(second).isEqualTo("2! json_malformed null"),
            third -> assertThat(third).startsWith("3: null p "));
    assertThat(lines(JsonReport.ofDocument(("[" + good + ", {").getBytes(UTF_8))))
        .last()
        .isEqualTo("2! json_malformed null");
  }

  private static List<String> csv(String text) {
    return lines(CsvReport.lines(text.getBytes(UTF_8)));
  }

  private static List<String> lines(Iterator<ReportLine> report) {
    List<String> lines = new ArrayList<>();
    report.forEachRemaining(line -> lines.add(line.number() + shown(line)));
    return lines;
  }

  private static String shown(ReportLine line) {
    try {
      SettlementLine read = SettlementForm.read(line, "rep");
      return String.join(
          " ",
          ":",
          read.getLineId(),
          read.getPaymentId(),
          read.getPspReference(),
          read.getRefundId(),
          read.getPsp(),
          Long.toString(read.getAmountMinor()),
          read.getCurrency(),
          Long.toString(read.getFeeMinor()),
          Instant.ofEpochMilli(read.getSettledAtMs()).toString(),
          read.getSource());
    } catch (ProblemException e) {
      return "! " + e.problem().code() + ' ' + e.problem().field();
    }
  }
}
