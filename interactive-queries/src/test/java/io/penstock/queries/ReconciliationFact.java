package io.penstock.queries;

import io.penstock.schemas.CaseResolution;
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
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.Topics;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts about reconciliation and fraud as their topologies write them. */
final class ReconciliationFact {
  /** When the cases happened. */
  static final long DAY = Instant.parse("2026-04-01T08:00:00Z").toEpochMilli();

  private ReconciliationFact() {}

  /** Two that match, one a cent off and, its refund, one pending, one that nobody knows. */
  static void writeCases(FactWriter facts) {
    for (int i = 0; i < 2; i++) {
      var pending = pending("rec-" + i, "rec-" + i, DAY + i);
      write(facts, pending.build());
      write(
          facts, pending.setVersion(2).setStatus(ReconciliationStatus.MATCHED).setLines(1).build());
    }
    var off = pending("rec-2", "rec-2", DAY + 2);
    write(facts, off.build());
    write(
        facts,
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
    write(facts, pending("rec-2::re-1", "rec-2", DAY + 3).setRefundId("re-1").build());
    write(facts, pending("rec-3", "rec-3", DAY + 4).setPsp("other").build());
    write(
        facts,
        pending("ch_unknown", null, DAY + 5)
            .setStatus(ReconciliationStatus.UNEXPECTED_SETTLEMENT)
            .setExpectedAmountMinor(null)
            .setReportedAmountMinor(77L)
            .build());
  }

  /** A case that is on no list, and what a person decided of it. */
  static void writeResolved(FactWriter facts, String caseId, String requestId) {
    var resolution =
        new CaseResolution("rs_1", "seen", "ann", ResolutionBooking.NONE, List.of(), 2, DAY);
    var outcome =
        ResolutionOutcome.newBuilder()
            .setCaseId(caseId)
            .setCommandId(resolution.getCommandId())
            .setRequestId(requestId)
            .setResolution(resolution)
            .setDecidedAtMs(DAY)
            .build();
    facts.write(Topics.RECONCILIATION_OUTCOMES, Keys.resolutionAnswer(outcome), outcome);
    var result =
        pending(caseId, null, DAY)
            .setVersion(2)
            .setStatus(ReconciliationStatus.RESOLVED)
            .setResolutions(List.of(resolution))
            .build();
    writeUnlisted(facts, result);
  }

  /** Cases on no list that have a line each: a capture, its refund and one that nobody knows. */
  static void writeReported(FactWriter facts) {
    var capture = reported("kl", "kl", 999, 31).setPspReference("ch_kl");
    writeUnlisted(facts, capture.setLineId("line-kl").build());
    var refund = reported("kl::kl-re", "kl", -500, 0).setPspReference("re_kl");
    writeUnlisted(facts, refund.setRefundId("kl-re").build());
    writeUnlisted(
        facts, reported("ch_stranger", null, 77, 1).setPspReference("ch_stranger").build());
  }

  private static ReconciliationResult.Builder reported(
      String caseId, @Nullable String paymentId, long amount, long fee) {
    return pending(caseId, paymentId, DAY)
        .setStatus(ReconciliationStatus.MISMATCHED)
        .setReportedAmountMinor(amount)
        .setReportedCurrency("USD")
        .setReportedFeeMinor(fee)
        .setSettledAtMs(DAY)
        .setLines(1);
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

  private static void writeUnlisted(FactWriter facts, ReconciliationResult result) {
    facts.write(
        Topics.RECONCILIATION_RESULTS,
        Keys.version(result.getCaseId(), result.getVersion()),
        result);
  }

  private static void write(FactWriter facts, ReconciliationResult result) {
    writeUnlisted(facts, result);
    if (result.getVersion() == 1) {
      PaymentFact.write(
          facts, new Listing("reconciliation", result.getCaseId(), result.getOccurredAtMs()));
    }
  }

  static void writeSummaries(FactWriter facts) {
    write(facts, summary("2026-04-01", ReconciliationStatus.MATCHED, "stripe", 2, 2_000));
    write(facts, summary("2026-04-01", ReconciliationStatus.MISMATCHED, "stripe", 1, 1_000));
    write(facts, summary("2026-04-02", ReconciliationStatus.MATCHED, "other", 3, Long.MAX_VALUE));
    write(facts, summary("2026-04-01", ReconciliationStatus.SETTLEMENT_PENDING, "stripe", 0, 0));
  }

  private static ReconciliationSummary summary(
      String day, ReconciliationStatus status, String psp, long count, long sum) {
    return new ReconciliationSummary(day, status, "USD", psp, count, sum);
  }

  private static void write(FactWriter facts, ReconciliationSummary summary) {
    facts.write(Topics.RECONCILIATION_SUMMARIES, Keys.reconciliationSummary(summary), summary);
  }

  static void writeVerdicts(FactWriter facts) {
    write(facts, verdict("fr-1", FraudSubject.PAYER, "alice", FraudDecision.REJECT, DAY));
    write(facts, verdict("fr-1", FraudSubject.CARD, "fp_1", FraudDecision.APPROVE, DAY));
    write(facts, verdict("fr-2", FraudSubject.PAYER, "bob", FraudDecision.REJECT, DAY + 1));
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

  private static void write(FactWriter facts, FraudVerdict verdict) {
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
}
