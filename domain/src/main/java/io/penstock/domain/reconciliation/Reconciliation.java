package io.penstock.domain.reconciliation;

import io.penstock.domain.reconciliation.ReconciliationInput.Claimed;
import io.penstock.domain.reconciliation.ReconciliationInput.ClockStruck;
import io.penstock.domain.reconciliation.ReconciliationInput.Expected;
import io.penstock.domain.reconciliation.ReconciliationInput.Reported;
import io.penstock.domain.reconciliation.ReconciliationInput.ResolvedElsewhere;
import io.penstock.domain.reconciliation.ReconciliationInput.Unclaimed;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides the cases of reconciliation. A case is a capture, a refund or the return of a refund, on
 * one side what is expected, on the other the lines that name it; either side may come first.
 *
 * <ul>
 *   <li>A known line (see {@link KnownLines}) is ignored. One with other values supersedes those
 *       before it; one with the same values under another id is money twice.
 *   <li>A line without anything expected is called unexpected after some patience, and is compared
 *       like any other once the payment turns up.
 *   <li>Money is booked when a case first matches. Later versions never undo it: a case that comes
 *       to mismatch afterwards says so, and a person decides. See {@link SettlementBookings}.
 *   <li>What a person has decided (see {@link Resolutions}) stands: whatever comes afterwards opens
 *       the case again and books nothing.
 * </ul>
 */
public final class Reconciliation {
  static {
    Records.prepare();
  }

  private Reconciliation() {}

  /**
   * Decides an input.
   *
   * @param caseId the case, see {@link CaseIds}; for {@link Unclaimed} and {@link Claimed} the
   *     reference
   * @param before the case so far; null: there is none
   * @param nowMs milliseconds since 1970
   */
  public static CaseDecision decide(
      String caseId,
      @Nullable ReconciliationCase before,
      ReconciliationInput input,
      ReconciliationRules rules,
      long nowMs) {
    CaseDraft draft = CaseDraft.of(caseId, before, rules, nowMs);
    return switch (input) {
      case Expected expected ->
          draft.isExpected() ? CaseDecision.unchanged(before) : draft.expect(expected).decision();
      case Reported(var line, var paymentId, var refundId) ->
          draft.hasSeen(line)
              ? draft.seenAgain(line)
              : draft.name(paymentId, refundId).accept(line).decision();
      case Unclaimed(var line) ->
          draft.hasSeen(line)
              ? draft.seenAgain(line)
              : draft.keepForItsPayment(line).accept(line).decision();
      case Claimed(var paymentId, var refundId) ->
          before == null || draft.isExpected() || before.getWaiting().isEmpty()
              ? CaseDecision.unchanged(before)
              : before.getBooked().isEmpty()
                  ? handOver(before, paymentId, refundId, nowMs)
                  : keep(before, draft, paymentId, refundId);
      case ResolvedElsewhere(var resolution) ->
          before == null || !draft.isExpected() || knows(before, resolution)
              ? CaseDecision.unchanged(before)
              : draft.note(resolution).decision();
      case ClockStruck _ -> before == null ? CaseDecision.unchanged(null) : draft.closeIfDue();
    };
  }

  /**
   * Whether a case waits for nothing: it was compared, or given up, and a late or corrected line
   * may still open it again. One that only keeps lines for a payment waits until its patience ends.
   */
  public static boolean isCompared(ReconciliationCase state) {
    return state.getResult().getVersion() > 0
        && switch (state.getResult().getStatus()) {
          case SETTLEMENT_PENDING -> false;
          case MATCHED, MISMATCHED, MISSING_SETTLEMENT, UNEXPECTED_SETTLEMENT, RESOLVED -> true;
        };
  }

  /** What is remembered of an announced reference, going by what it meant for its case. */
  public static SettlementMatching remembered(SettlementMatching owner, CaseDecision decision) {
    ReconciliationCase kept = decision.after();
    return kept == null || kept.getBooked().isEmpty()
        ? owner
        : SettlementMatching.newBuilder(owner)
            .setResolution(kept.getResult().getResolutions().getFirst())
            .build();
  }

  /**
   * Whether the case of a reference keeps a line although its payment is known, because a person
   * has booked it.
   */
  public static boolean keeps(@Nullable ReconciliationCase state, SettlementLine line) {
    return state != null && !state.getBooked().isEmpty() && KnownLines.isKnown(state, line);
  }

  /**
   * Lines that a person has booked stay where they are. Both cases are opened again, since what was
   * booked without the payment is now to be seen beside it.
   */
  private static CaseDecision keep(
      ReconciliationCase before, CaseDraft draft, String paymentId, @Nullable String refundId) {
    ReconciliationResult facts = before.getResult();
    if (facts.getPaymentId() != null) {
      return CaseDecision.unchanged(before);
    }
    CaseResolution latest = facts.getResolutions().getLast();
    SettlementMatching told =
        SettlementMatching.newBuilder()
            .setStep(MatchingStep.RESOLVED)
            .setPaymentId(paymentId)
            .setRefundId(refundId)
            .setLine(before.getWaiting().getLast())
            .setResolution(
                CaseResolution.newBuilder(latest)
                    // Commands are known by their ids within a case; this one came to another.
                    .setCommandId(facts.getCaseId() + '#' + latest.getCommandId())
                    .build())
            .build();
    return draft.isOf(paymentId, refundId).decision().delivering(told);
  }

  private static boolean knows(ReconciliationCase state, CaseResolution resolution) {
    List<CaseResolution> known = state.getResult().getResolutions();
    return known.size() >= Resolutions.MOST
        || known.stream().anyMatch(each -> each.getCommandId().equals(resolution.getCommandId()));
  }

  /**
   * The lines go to the case of their payment. One that was called unexpected is so no more: its
   * last version says whose it is and is not counted, since the payment's case is.
   */
  private static CaseDecision handOver(
      ReconciliationCase before, String paymentId, @Nullable String refundId, long nowMs) {
    List<SettlementMatching> delivered =
        before.getWaiting().stream()
            .map(
                line ->
                    SettlementMatching.newBuilder()
                        .setStep(MatchingStep.DELIVER)
                        .setPaymentId(paymentId)
                        .setRefundId(refundId)
                        .setLine(line)
                        .build())
            .toList();
    ReconciliationResult last = before.getResult();
    if (last.getVersion() == 0) {
      return new CaseDecision(null, null, List.of(), List.of(), delivered, null);
    }
    String target = CaseIds.of(paymentId, refundId, last.getReportedAmountMinor());
    ReconciliationResult told =
        ReconciliationResult.newBuilder(last)
            .setVersion(Math.addExact(last.getVersion(), 1))
            .setPreviousStatus(last.getStatus())
            .setStatus(ReconciliationStatus.MATCHED)
            .setPaymentId(paymentId)
            .setRefundId(refundId)
            .setDetail("the payment turned up; compared in case " + target)
            .setDecidedAtMs(nowMs)
            .build();
    return new CaseDecision(null, told, List.of(), SummaryChanges.of(last, null), delivered, null);
  }
}
