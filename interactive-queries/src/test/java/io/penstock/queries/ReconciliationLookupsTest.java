package io.penstock.queries;

import static io.penstock.queries.ReconciliationFact.DAY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.CaseCommandMark;
import io.penstock.views.ConsistencyToken.CaseMark;
import io.penstock.views.Json;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reconciliation cases, their history and sums; fraud alerts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReconciliationLookupsTest {
  private static final Pattern NEXT = Pattern.compile("<(.*)>; rel=\"next\"");

  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void writeFacts(@TempDir Path dir) {
    facts.commit(
        () -> {
          ReconciliationFact.writeCases(facts);
          ReconciliationFact.writeSummaries(facts);
          ReconciliationFact.writeVerdicts(facts);
        });
    node = ViewsNode.start(dir, "reconciliation").awaitReady();
    node.awaitSize("/reconciliation", 6);
    node.awaitSize("/reconciliation/summary", 3);
    node.awaitSize("/fraud/alerts", 3);
    node.awaitSize("/reconciliation?status=matched", 2);
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void listsCasesAsTheyStandNewestFirst() {
    assertThat(cases("/reconciliation"))
        .containsExactly("ch_unknown", "rec-3", "rec-2::re-1", "rec-2", "rec-1", "rec-0");
    assertThat(cases("/reconciliation?status=MATCHED")).containsExactly("rec-1", "rec-0");
    assertThat(cases("/reconciliation?status=MISMATCHED,UNEXPECTED_SETTLEMENT"))
        .containsExactly("ch_unknown", "rec-2");
    assertThat(cases("/reconciliation?psp=other")).containsExactly("rec-3");
    String period = "from=" + Json.time(DAY + 1) + "&to=" + Json.time(DAY + 3);
    assertThat(cases("/reconciliation?" + period)).containsExactly("rec-2", "rec-1");
    node.get("/reconciliation?status=OK").isProblem(400, "malformed_status", "status");
  }

  @Test
  void namesTheFieldThatDiffersWithBothValues() {
    JsonNode found = node.get("/reconciliation?status=MISMATCHED").json().path("data").get(0);

    assertThat(found.path("status").asText()).isEqualTo("MISMATCHED");
    assertThat(found.path("field").asText()).isEqualTo("amount");
    assertThat(found.path("mismatches")).hasSize(2);
    assertThat(found.path("mismatches").get(1).path("field").asText()).isEqualTo("fee");
    assertThat(found.path("mismatches").get(1).path("expected").asText()).isEqualTo("30");
    assertThat(found.path("mismatches").get(1).path("reported").asText()).isEqualTo("31");
    assertThat(found.path("expected").path("amount").asLong()).isEqualTo(1_000);
    assertThat(found.path("expected").path("fee").asLong()).isEqualTo(30);
    assertThat(found.path("reported").path("amount").asLong()).isEqualTo(999);
    assertThat(found.path("reported").path("line_id").asText()).isEqualTo("line-2");
    assertThat(found.path("reported").path("settled_at").asText())
        .isEqualTo(Json.time(DAY + 5_000));
    assertThat(found.path("due_at").asText()).isEqualTo(Json.time(DAY + 2 + 60_000));
  }

  @Test
  void tellsTheHistoryOfAPaymentAndItsRefunds() {
    JsonNode found = node.get("/reconciliation/rec-2").json();

    assertThat(found.path("payment_id").asText()).isEqualTo("rec-2");
    assertThat(found.path("status").asText()).isEqualTo("MISMATCHED");
    assertThat(found.path("history")).hasSize(2);
    assertThat(found.path("history").get(0).path("status").asText())
        .isEqualTo("SETTLEMENT_PENDING");
    assertThat(found.path("history").get(1).path("at").asText()).isEqualTo(Json.time(DAY + 6_000));
    assertThat(found.path("refunds")).hasSize(1);
    assertThat(found.path("refunds").get(0).path("refund_id").asText()).isEqualTo("re-1");
    assertThat(found.path("refunds").get(0).path("history")).hasSize(1);
    node.get("/reconciliation/rec-none").isProblem(404, "reconciliation_not_found");
  }

  @Test
  void aTokenWaitsForWhatAPersonDecides() {
    String caseId = "ch/;1 é,2";
    String path = "/reconciliation/" + URLEncoder.encode(caseId, UTF_8).replace("+", "%20");
    String sent = ConsistencyToken.of(new CaseCommandMark(caseId, "req-1")).encoded().orElseThrow();
    var early = CompletableFuture.supplyAsync(() -> read(path, sent));

    facts.commit(() -> ReconciliationFact.writeResolved(facts, caseId, "req-1"));

    JsonNode found = early.join();
    assertThat(found.path("status").asText()).isEqualTo("RESOLVED");
    String seen = new ConsistencyToken(List.of(new CaseMark(caseId, 2))).encoded().orElseThrow();
    assertThat(read(path, seen)).isEqualTo(found);
    String foreign =
        new ConsistencyToken(List.of(new CaseMark("rec-1", 9))).encoded().orElseThrow();
    assertThat(read(path, foreign)).isEqualTo(found);
    node.get("/reconciliation/rec-1", ConsistencyToken.HEADER, foreign)
        .isProblem(503, "views_behind");
  }

  private JsonNode read(String path, String token) {
    return node.get(path, ConsistencyToken.HEADER, token).json();
  }

  @Test
  void writesTheSameAsATable() {
    Answer all = node.get("/reconciliation", "Accept", "text/csv");
    List<String> lines = all.body().lines().toList();

    assertThat(all.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    assertThat(all.headers().firstValue("Link")).isEmpty();
    assertThat(lines).hasSize(7);
    assertThat(lines.getFirst())
        .startsWith("case_id,payment_id,refund_id,psp,psp_reference,status");
    assertThat(lines.get(4))
        .startsWith("rec-2,rec-2,,stripe,ch_rec-2,MISMATCHED,amount,1000,999,1000,USD,30,999,")
        .endsWith(",2,\"amount: expected 1000, \"\"reported\"\" 999\",,,");
    assertThat(node.get("/reconciliation?psp=nobody", "Accept", "text/csv").body())
        .isEqualTo(lines.getFirst() + "\r\n");

    Answer part =
        node.get("/reconciliation?limit=4&from=2026-04-01T00:00:00Z", "Accept", "text/csv");
    Matcher next = NEXT.matcher(part.headers().firstValue("Link").orElseThrow());
    assertThat(next.matches()).isTrue();
    Answer rest = node.get(next.group(1), "Accept", "text/csv");
    assertThat(part.body().lines()).isEqualTo(lines.subList(0, 5));
    assertThat(rest.body().lines().skip(1)).isEqualTo(lines.subList(5, 7));
    assertThat(rest.headers().firstValue("Link")).isEmpty();
  }

  @Test
  void sumsUpByDayAndStatus() {
    JsonNode all = node.get("/reconciliation/summary").json();

    assertThat(texts(all.path("data"), "day"))
        .containsExactly("2026-04-02", "2026-04-01", "2026-04-01");
    assertThat(texts(all.path("data"), "status"))
        .containsExactly("MATCHED", "MATCHED", "MISMATCHED");
    assertThat(texts(all.path("totals"), "count")).containsExactly("5", "1");
    assertThat(texts(all.path("totals"), "sum")).containsExactly("9223372036854777807", "1000");
    assertThat(days("psp=other")).containsExactly("2026-04-02");
    assertThat(days("from=2026-04-02")).containsExactly("2026-04-02");
    assertThat(days("to=2026-04-02")).containsExactly("2026-04-01", "2026-04-01");
    assertThat(days("from=2026-04-01T12:00:00Z&to=2026-04-02T00:00:00Z")).hasSize(2);
    assertThat(days("to=2026-04-02T00:00:01Z")).hasSize(3);
    assertThat(days("from=2026-04-02&to=2026-04-01")).isEmpty();
    node.get("/reconciliation/summary?from=april").isProblem(400, "malformed_time", "from");
  }

  @Test
  void listsFraudAlerts() {
    JsonNode all = node.get("/fraud/alerts").json().path("data");

    assertThat(texts(all, "payment_id")).containsExactly("fr-2", "fr-1", "fr-1");
    JsonNode newest = all.get(0);
    assertThat(newest.path("subject").path("type").asText()).isEqualTo("payer");
    assertThat(newest.path("subject").path("id").asText()).isEqualTo("bob");
    assertThat(newest.path("decision").asText()).isEqualTo("reject");
    assertThat(newest.path("rules").get(0).path("rule").asText()).isEqualTo("velocity-count");
    assertThat(newest.path("rules").get(0).path("observed").asText()).isEqualTo("11 payments");
    assertThat(newest.path("rules").get(0).path("limit").asText()).isEqualTo("10");
    assertThat(newest.path("rules_version").asText()).isEqualTo("7");
    assertThat(newest.path("amount").asLong()).isEqualTo(500);
    assertThat(alerts("decision=approve")).containsExactly("fr-1");
    assertThat(alerts("decision=reject")).containsExactly("fr-2", "fr-1");
    assertThat(alerts("payer=alice")).containsExactly("fr-1");
    assertThat(alerts("payer=fp_1")).isEmpty();
    assertThat(alerts("to=" + Json.time(DAY + 1))).containsExactly("fr-1", "fr-1");
    node.get("/fraud/alerts?decision=maybe").isProblem(400, "malformed_decision", "decision");
  }

  private List<String> alerts(String query) {
    return texts(node.get("/fraud/alerts?" + query).json().path("data"), "payment_id");
  }

  private List<String> days(String query) {
    return texts(node.get("/reconciliation/summary?" + query).json().path("data"), "day");
  }

  private List<String> cases(String path) {
    return texts(node.get(path).json().path("data"), "case_id");
  }

  private static List<String> texts(JsonNode rows, String member) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.path(member).asText()));
    return texts;
  }
}
