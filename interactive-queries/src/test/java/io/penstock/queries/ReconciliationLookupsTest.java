package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reconciliation cases, their history and sums; fraud alerts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReconciliationLookupsTest {
  private static final long DAY = Instant.parse("2026-04-01T08:00:00Z").toEpochMilli();
  private static final Pattern NEXT = Pattern.compile("<(.*)>; rel=\"next\"");

  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void writeFacts(@TempDir Path dir) {
    facts.commit(
        () -> {
          writeCases();
          writeSummaries();
          writeVerdicts();
        });
    node = ViewsNode.start(dir, "reconciliation").awaitReady();
    node.awaitSize("/reconciliation", 6);
    node.awaitSize("/reconciliation/summary", 3);
    node.awaitSize("/fraud/alerts", 3);
    node.awaitSize("/reconciliation?status=matched", 2);
  }

  /** Two that match, one a cent off and, its refund, one pending, one that nobody knows. */
  private void writeCases() {
    for (int i = 0; i < 2; i++) {
      var pending = pending("rec-" + i, "rec-" + i, DAY + i);
      write(pending.build());
      write(pending.setVersion(2).setStatus(ReconciliationStatus.MATCHED).setLines(1).build());
    }
    var off = pending("rec-2", "rec-2", DAY + 2);
    write(off.build());
    write(
        off.setVersion(2)
            .setPreviousStatus(ReconciliationStatus.SETTLEMENT_PENDING)
            .setStatus(ReconciliationStatus.MISMATCHED)
            .setMismatches(
                List.of(new Mismatch("amount", "1000", "999"), new Mismatch("fee", "30", "31")))
            .setReportedAmountMinor(999L)
            .setReportedCurrency("USD")
            .setReportedFeeMinor(31L)
            .setSettledAtMs(DAY + 5_000)
            .setLineId("line-2")
            .setLines(1)
            .setDetail("amount: expected 1000, \"reported\" 999")
            .setDecidedAtMs(DAY + 6_000)
            .build());
    write(pending("rec-2::re-1", "rec-2", DAY + 3).setRefundId("re-1").build());
    write(pending("rec-3", "rec-3", DAY + 4).setPsp("other").build());
    write(
        pending("ch_unknown", null, DAY + 5)
            .setStatus(ReconciliationStatus.UNEXPECTED_SETTLEMENT)
            .setExpectedAmountMinor(null)
            .setReportedAmountMinor(77L)
            .build());
  }

  private static ReconciliationResult.Builder pending(
      String caseId, @Nullable String paymentId, long atMs) {
    return ReconciliationResult.newBuilder()
        .setCaseId(caseId)
        .setVersion(1)
        .setStatus(ReconciliationStatus.SETTLEMENT_PENDING)
        .setPaymentId(paymentId)
        .setPsp("stripe")
        .setPspReference("ch_" + caseId)
        .setExpectedAmountMinor(1_000L)
        .setExpectedCurrency("USD")
        .setExpectedFeeMinor(30L)
        .setOccurredAtMs(atMs)
        .setDueAtMs(atMs + 60_000)
        .setDecidedAtMs(atMs);
  }

  private void write(ReconciliationResult result) {
    facts.write(
        Topics.RECONCILIATION_RESULTS,
        Keys.version(result.getCaseId(), result.getVersion()),
        result);
    if (result.getVersion() == 1) {
      PaymentFact.write(
          facts, new Listing("reconciliation", result.getCaseId(), result.getOccurredAtMs()));
    }
  }

  private void writeSummaries() {
    write(summary("2026-04-01", ReconciliationStatus.MATCHED, "stripe", 2, 2_000));
    write(summary("2026-04-01", ReconciliationStatus.MISMATCHED, "stripe", 1, 1_000));
    write(summary("2026-04-02", ReconciliationStatus.MATCHED, "other", 3, Long.MAX_VALUE));
    write(summary("2026-04-01", ReconciliationStatus.SETTLEMENT_PENDING, "stripe", 0, 0));
  }

  private static ReconciliationSummary summary(
      String day, ReconciliationStatus status, String psp, long count, long sum) {
    return new ReconciliationSummary(day, status, "USD", psp, count, sum);
  }

  private void write(ReconciliationSummary summary) {
    facts.write(Topics.RECONCILIATION_SUMMARIES, Keys.reconciliationSummary(summary), summary);
  }

  private void writeVerdicts() {
    write(verdict("fr-1", FraudSubject.PAYER, "alice", FraudDecision.REJECT, DAY));
    write(verdict("fr-1", FraudSubject.CARD, "fp_1", FraudDecision.APPROVE, DAY));
    write(verdict("fr-2", FraudSubject.PAYER, "bob", FraudDecision.REJECT, DAY + 1));
  }

  private static FraudVerdict verdict(
      String paymentId, FraudSubject type, String subject, FraudDecision decision, long atMs) {
    return FraudVerdict.newBuilder()
        .setPaymentId(paymentId)
        .setSubjectType(type)
        .setSubjectId(subject)
        .setDecision(decision)
        .setRules(
            List.of(new FiredRule("velocity-count", decision, "11 payments", "10", "Too many.")))
        .setRulesVersion("7")
        .setMerchantId("shop")
        .setAmountMinor(500)
        .setCurrency("USD")
        .setDecidedAtMs(atMs)
        .build();
  }

  private void write(FraudVerdict verdict) {
    String subject = verdict.getSubjectType().name();
    facts.write(
        Topics.FRAUD_VERDICTS,
        Keys.fraudVerdict(verdict.getPaymentId(), verdict.getSubjectType()),
        verdict);
    PaymentFact.write(
        facts,
        new Listing(
            "fraud-alerts", verdict.getPaymentId() + "::" + subject, verdict.getDecidedAtMs()));
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
        .endsWith(",2,\"amount: expected 1000, \"\"reported\"\" 999\"");
    assertThat(node.get("/reconciliation?psp=nobody", "Accept", "text/csv").body())
        .isEqualTo(lines.getFirst() + "\n");

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
