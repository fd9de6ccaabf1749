package io.penstock.domain.reconciliation;

import static io.penstock.schemas.ReconciliationStatus.MATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISMATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISSING_SETTLEMENT;
import static io.penstock.schemas.ReconciliationStatus.SETTLEMENT_PENDING;
import static io.penstock.schemas.ReconciliationStatus.UNEXPECTED_SETTLEMENT;

import io.penstock.domain.reconciliation.ReconciliationInput.Expected;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A case on its way to its next version. */
final class CaseDraft {
  /** Most lines of one case; a further one is a fault of whoever reports. */
  static final int MOST_LINES = 1_000;

  private final @Nullable ReconciliationCase before;
  private final ReconciliationCase.Builder kept;
  private final ReconciliationResult.Builder facts;
  private final ReconciliationRules rules;
  private final long nowMs;

  /** What came; where a person has resolved the case, it opens it again. */
  private String news = "";

  CaseDraft(
      String caseId, @Nullable ReconciliationCase before, ReconciliationRules rules, long nowMs) {
    this.before = before;
    this.rules = rules;
    this.nowMs = nowMs;
    this.kept =
        before == null
            ? ReconciliationCase.newBuilder()
                .setLineIds(List.of())
                .setWaiting(List.of())
                .setSums(List.of())
            : ReconciliationCase.newBuilder(before);
    this.facts =
        before == null
            ? ReconciliationResult.newBuilder()
                .setCaseId(caseId)
                .setVersion(0)
                .setResolutions(List.of())
            : ReconciliationResult.newBuilder(before.getResult());
  }

  CaseDraft(ReconciliationCase before, ReconciliationRules rules, long nowMs) {
    this(before.getResult().getCaseId(), before, rules, nowMs);
  }

  boolean isExpected() {
    return kept.getStep() != null;
  }

  boolean hasSeen(SettlementLine line) {
    return before != null && KnownLines.isKnown(before, line);
  }

  /** Nothing is told of a line that is known; one that had no id may have one now. */
  CaseDecision seenAgain(SettlementLine line) {
    if (before != null && !KnownLines.isIn(before, line)) {
      requireRoom();
      KnownLines.name(kept, line);
      return CaseDecision.unchanged(kept.build());
    }
    return CaseDecision.unchanged(before);
  }

  CaseDraft expect(Expected expected) {
    name(expected.payment().paymentId(), expected.refundId());
    kept.setStep(expected.step()).setWaiting(List.of());
    facts
        .setPsp(expected.payment().psp())
        .setPspReference(expected.reference())
        .setExpectedAmountMinor(expected.amountMinor())
        .setExpectedCurrency(expected.payment().currency())
        .setExpectedFeeMinor(expected.feeMinor())
        .setOccurredAtMs(expected.occurredAtMs())
        .setDueAtMs(rules.dueAt(expected.occurredAtMs()));
    news = "the payment";
    return this;
  }

  /** A case of a payment learns what was decided where its lines waited for it. */
  CaseDraft note(CaseResolution resolution) {
    news = "a resolution in the case of its reference";
    List<CaseResolution> resolutions = new ArrayList<>(facts.getResolutions());
    resolutions.add(resolution);
    facts.setResolutions(resolutions);
    return this;
  }

  /** What a person has decided and booked of the lines is not compared with their payment. */
  CaseDraft isOf(String paymentId, @Nullable String refundId) {
    news = "payment " + paymentId;
    return name(paymentId, refundId);
  }

  CaseDraft name(String paymentId, @Nullable String refundId) {
    facts.setPaymentId(paymentId).setRefundId(refundId);
    return this;
  }

  /** Nothing is kept where the reference is the name of a payment of ours. */
  CaseDraft keepForItsPayment(SettlementLine line) {
    if (isExpected()) {
      return this;
    }
    List<SettlementLine> waiting = new ArrayList<>(kept.getWaiting());
    waiting.add(line);
    kept.setWaiting(waiting);
    return this;
  }

  CaseDraft accept(SettlementLine line) {
    requireRoom();
    news = line.getLineId() == null ? "a line" : "line " + line.getLineId();
    boolean isAlike = before != null && KnownLines.saysTheSame(before.getResult(), line);
    kept.setAlike(isAlike ? Math.addExact(kept.getAlike(), 1) : 1);
    KnownLines.put(kept, line);
    if (!isExpected() && facts.getLines() == 0) {
      kept.setPatienceUntilMs(rules.patienceUntil(nowMs));
      facts
          .setPsp(line.getPsp())
          .setPspReference(line.getPspReference())
          .setOccurredAtMs(line.getSettledAtMs());
    }
    facts
        .setLines(Math.addExact(facts.getLines(), 1))
        .setLineId(line.getLineId())
        .setReportedAmountMinor(line.getAmountMinor())
        .setReportedCurrency(line.getCurrency())
        .setReportedFeeMinor(line.getFeeMinor())
        .setSettledAtMs(line.getSettledAtMs());
    return this;
  }

  private void requireRoom() {
    if (facts.getLines() == MOST_LINES) {
      throw new InvalidLineException("the case has " + MOST_LINES + " lines already");
    }
  }

  /** The clock struck: a window or somebody's patience may be over. */
  CaseDecision closeIfDue() {
    boolean missing =
        isExpected() && facts.getStatus() == SETTLEMENT_PENDING && facts.getDueAtMs() <= nowMs;
    boolean unexpected = !isExpected() && facts.getVersion() == 0 && !isPatient();
    if (missing) {
      facts.setStatus(MISSING_SETTLEMENT);
    }
    return missing || unexpected ? decision() : CaseDecision.unchanged(before);
  }

  CaseDecision decision() {
    assess();
    if (!isExpected() && facts.getVersion() == 0 && isPatient()) {
      facts.setDecidedAtMs(nowMs);
      return decided(null, List.of());
    }
    ReconciliationResult last = before == null ? null : before.getResult();
    if (last != null && last.getVersion() > 0 && facts.build().equals(last)) {
      return CaseDecision.unchanged(before);
    }
    int version = Math.addExact(facts.getVersion(), 1);
    ReconciliationResult told =
        facts
            .setVersion(version)
            .setPreviousStatus(version == 1 || last == null ? null : last.getStatus())
            .setDecidedAtMs(nowMs)
            .build();
    return decided(told, told.getStatus() == MATCHED ? Bookings.ofMatch(kept, told) : List.of());
  }

  private void assess() {
    List<Mismatch> mismatches = List.of();
    ReconciliationStatus status;
    if (!facts.getResolutions().isEmpty()) {
      mismatches = sinceItsResolution();
      status = MISMATCHED;
    } else if (!isExpected()) {
      status = UNEXPECTED_SETTLEMENT;
    } else if (facts.getLines() == 0) {
      status = isMissing() ? MISSING_SETTLEMENT : SETTLEMENT_PENDING;
    } else {
      mismatches = Comparison.of(facts, kept.getAlike(), rules.feeTolerance());
      status = mismatches.isEmpty() ? MATCHED : MISMATCHED;
    }
    facts.setStatus(status).setMismatches(mismatches).setDetail(detail(status, mismatches));
  }

  /** What a person has decided stands until a person looks again: nothing is booked by itself. */
  private List<Mismatch> sinceItsResolution() {
    List<Mismatch> mismatches = new ArrayList<>();
    mismatches.add(new Mismatch("resolution", "nothing more", news));
    if (isExpected() && facts.getLines() > 0) {
      mismatches.addAll(Comparison.of(facts, kept.getAlike(), rules.feeTolerance()));
    }
    return List.copyOf(mismatches);
  }

  /** Only the clock calls a settlement missing, never a late look at an old capture. */
  private boolean isMissing() {
    return facts.hasStatus() && facts.getStatus() == MISSING_SETTLEMENT;
  }

  private static @Nullable String detail(ReconciliationStatus status, List<Mismatch> mismatches) {
    return switch (status) {
      case SETTLEMENT_PENDING, MATCHED, RESOLVED -> null;
      case MISMATCHED -> Comparison.sentence(mismatches);
      case MISSING_SETTLEMENT -> "the window closed and nothing was reported";
      case UNEXPECTED_SETTLEMENT -> "no payment or refund at a PSP is known that this line settles";
    };
  }

  private boolean isPatient() {
    return Objects.requireNonNullElse(kept.getPatienceUntilMs(), 0L) > nowMs;
  }

  private CaseDecision decided(
      @Nullable ReconciliationResult told, List<TransferCommand> bookings) {
    ReconciliationResult last =
        before == null || before.getResult().getVersion() == 0 ? null : before.getResult();
    ReconciliationCase after = kept.setResult(told == null ? facts.build() : told).build();
    return new CaseDecision(
        after,
        told,
        bookings,
        told == null ? List.of() : SummaryChanges.of(last, told),
        List.of(),
        null);
  }
}
