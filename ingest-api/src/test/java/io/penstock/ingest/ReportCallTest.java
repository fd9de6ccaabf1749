package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.ingest.Client.Response;
import io.penstock.ingest.requests.Kind;
import io.penstock.schemas.SettlementLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DoorExtension.class)
class ReportCallTest {
  private static final String REPORT =
      """
      payment_id,psp_reference,amount,currency,fee,settled_at
      pay-1,ch_1,1000,USD,59,2026-11-20T12:00:00Z
      pay-2,ch_2,ten,USD,59,2026-11-20T12:00:00Z
      ,ch_3,1000,USD,59,2026-11-20T12:00:00Z
      """;

  private final Door door;
  private final Client client;

  ReportCallTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void refusesALineWithACardNumberAndNoOther() {
    String report =
        """
        psp_reference,amount,currency,settled_at
        4242 4242 4242 4242,1,USD,2026-01-01
        pi_1,4242424242424242,USD,2026-01-01
        """;

    Response taken = report(report, "text/csv", Client.newKey());

    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    assertThat(taken.json().get("taken").asInt()).isEqualTo(1);
    assertThat(taken.json().at("/refused/0/line").asInt()).isEqualTo(2);
    assertThat(taken.json().at("/refused/0/code").asText()).isEqualTo("card_number_refused");
    assertThat(taken.body()).doesNotContain("4242");
  }

  @Test
  void takesGoodLinesAndNamesTheOthers() {
    Response taken = report(REPORT, "text/csv; charset=utf-8", Client.newKey());

    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    assertThat(taken.json().path("taken").asLong()).isEqualTo(2);
    assertThat(taken.json().path("refused_count").asLong()).isEqualTo(1);
    assertThat(taken.json().path("refused").path(0))
        .isEqualTo(
            Client.parsed(
                """
                {"line": 3, "code": "amount_malformed", "field": "amount", "detail": "%s"}\
                """
                    .formatted(Kind.AMOUNT_SHAPE)));
    await().until(() -> linesOf(taken).size() == 2);
    assertThat(linesOf(taken))
        .extracting(SettlementLine::getPspReference)
        .containsExactlyInAnyOrder("ch_1", "ch_3");
  }

  @Test
  void tellsWhichLinesWereKnownAndLeavesThemToReconciliation() {
    door.ledger.knowLinesOf("pay-known");
    String known = "pay-known,ch_1,1000,USD,59,2026-11-20T12:00:00Z\n";

    Response taken = report(REPORT + known.repeat(2), "text/csv", Client.newKey());

    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    assertThat(taken.json().path("taken").asLong()).isEqualTo(2);
    assertThat(taken.json().path("known_count").asLong()).isEqualTo(2);
    assertThat(taken.json().path("known")).extracting(JsonNode::asInt).containsExactly(5, 6);
    assertThat(taken.json().path("refused_count").asLong()).isEqualTo(1);
    await().until(() -> linesOf(taken).size() == 4);
  }

  @Test
  void saysNothingOfKnownLinesWhereNobodyCanTell() {
    door.ledger.knowLinesOf("pay-1");
    door.ledger.stopPostgres();

    Response taken = report(REPORT, "text/csv", Client.newKey());
    door.ledger.startPostgres();

    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    assertThat(taken.json().path("taken").asLong()).isEqualTo(2);
    assertThat(taken.json().has("known") || taken.json().has("known_count")).isFalse();
  }

  @Test
  void takesEachReportOnce() {
    String key = Client.newKey();

    Response first = report(REPORT, "text/csv", key);
    Response again = report(REPORT, "text/csv", key);
    Response other = report(REPORT + "\n", "text/csv", key);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(other.text("code")).isEqualTo("idempotency_key_reused");
  }

  @Test
  void takesJsonLines() {
    String line =
        """
        {"psp_reference": "ch_9", "amount": -1, "currency": "EUR", "settled_at": "2026-11-20"}
        """;

    Response taken = report(line.repeat(3), "application/x-ndjson", Client.newKey());

    assertThat(taken.json().path("taken").asLong()).as(taken.body()).isEqualTo(3);
  }

  @Test
  void takesMoreThanOtherBodiesMayHave() {
    String line = "pay-many,ch_1,1000,USD,59,2026-11-20T12:00:00Z\n";
    int lines = 2 * IngestRoutes.MAX_BODY_BYTES / line.length();
    String header = REPORT.substring(0, REPORT.indexOf('\n') + 1);

    Response taken = report(header + line.repeat(lines), "text/csv", Client.newKey());

    assertThat(taken.json().path("taken").asLong()).as(taken.body()).isEqualTo(lines);
  }

  @Test
  void refusesWhatIsNoReport() {
    String key = Client.newKey();

    assertThat(report("", "text/csv", key).text("code")).isEqualTo("report_empty");
    assertThat(report("a,b\n", "text/csv", key).text("code")).isEqualTo("unknown_field");
    assertThat(report("<a/>", "application/xml", key).status()).isEqualTo(415);
    assertThat(client.post("/settlement-reports", REPORT, "Content-Type", "text/csv").text("code"))
        .isEqualTo("idempotency_key_required");
    assertThat(report(REPORT, "text/csv", key).status()).isEqualTo(202);
  }

  @Test
  void refusesTheLineOfAWithdrawnCurrency() {
    Response taken =
        report(
            "psp_reference,amount,currency,settled_at\nch_1,5,DEM,2026-11-20\n",
            "text/csv",
            Client.newKey());

    assertThat(taken.body()).contains("currency_unknown");
    assertThat(linesOf(taken)).isEmpty();
  }

  private Response report(String body, String type, String key) {
    return client.post("/settlement-reports", body, "Content-Type", type, "Idempotency-Key", key);
  }

  private List<SettlementLine> linesOf(Response taken) {
    return door.ledger.commands().stream()
        .filter(SettlementLine.class::isInstance)
        .map(SettlementLine.class::cast)
        .filter(line -> line.getSource().equals("report:" + taken.text("report_id")))
        .toList();
  }
}
