package io.penstock.domain.reconciliation;

import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import java.util.List;
import java.util.Objects;
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
 *       to mismatch afterwards says so, and a person decides. See {@link Bookings#ofMatch}.
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
   * @param before the case so far; null: there is none
   * @param nowMs milliseconds since 1970
   */
  public static CaseDecision decide(
      @Nullable ReconciliationCase before,
      ReconciliationInput input,
      ReconciliationRules rules,
      long nowMs) {
    return switch (input) {
      case ReconciliationInput.Expected expected -> {
        CaseDraft draft = new CaseDraft(expected.caseId(), before, rules, nowMs);
        yield draft.isExpected()
            ? CaseDecision.unchanged(before)
            : draft.expect(expected).decision();
      }
      case ReconciliationInput.Reported reported -> {
        CaseDraft draft = new CaseDraft(reported.caseId(), before, rules, nowMs);
        SettlementLine line = reported.line();
        yield draft.hasSeen(line)
            ? draft.seenAgain(line)
            : draft.name(reported.paymentId(), reported.refundId()).accept(line).decision();
      }
      case ReconciliationInput.Unclaimed(var reference, var line, var owner) -> {
        if (owner != null && !isKept(owner, before, line)) {
          yield CaseDecision.unchanged(before).delivering(delivery(owner, line));
        }
        CaseDraft draft = new CaseDraft(reference, before, rules, nowMs);
        yield draft.hasSeen(line)
            ? draft.seenAgain(line)
            : draft.keepForItsPayment(line).accept(line).decision();
      }
      case ReconciliationInput.Claimed claimed ->
          before == null || before.getStep() != null || before.getWaiting().isEmpty()
              ? CaseDecision.unchanged(before)
              : before.getBooked().isEmpty()
                  ? handOver(before, claimed, nowMs)
                  : keep(before, claimed, rules, nowMs);
      case ReconciliationInput.ResolvedElsewhere(var resolution) ->
          before == null || before.getStep() == null || knows(before, resolution)
              ? CaseDecision.unchanged(before)
              : new CaseDraft(before, rules, nowMs).note(resolution).decision();
      case ReconciliationInput.Commanded(var command) -> Resolutions.decide(before, command, nowMs);
      case ReconciliationInput.ClockStruck _ ->
          before == null
              ? CaseDecision.unchanged(null)
              : new CaseDraft(before, rules, nowMs).closeIfDue();
    };
  }

  /**
   * When the clock changes a case, milliseconds since 1970: when its window closes, or when the
   * patience with its lines ends; null: it changes nothing.
   */
  public static @Nullable Long wakeAtMs(ReconciliationCase state) {
    ReconciliationResult facts = state.getResult();
    if (state.getStep() != null) {
      return facts.getStatus() == ReconciliationStatus.SETTLEMENT_PENDING
          ? facts.getDueAtMs()
          : null;
    }
    return facts.getVersion() == 0
        ? Objects.requireNonNullElse(state.getPatienceUntilMs(), 0L)
        : null;
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

  /** What is remembered of a reference that was announced, going by what it meant for its case. */
  public static SettlementMatching remembered(
      ReconciliationInput.Claimed claimed, @Nullable ReconciliationCase after) {
    return SettlementMatching.newBuilder()
        .setStep(MatchingStep.ANNOUNCE)
        .setReference(claimed.reference())
        .setPaymentId(claimed.paymentId())
        .setRefundId(claimed.refundId())
        .setResolution(
            after == null || after.getBooked().isEmpty()
                ? null
                : after.getResult().getResolutions().getFirst())
        .build();
  }

  /** A line on its way to the case of the payment whose reference it names. */
  public static SettlementMatching delivery(SettlementMatching owner, SettlementLine line) {
    return delivery(line, owner.getPaymentId(), owner.getRefundId());
  }

  static SettlementMatching delivery(
      SettlementLine line, String paymentId, @Nullable String refundId) {
    return SettlementMatching.newBuilder()
        .setStep(MatchingStep.DELIVER)
        .setPaymentId(paymentId)
        .setRefundId(refundId)
        .setLine(line)
        .build();
  }

  /**
   * Whether the case of a reference keeps a line although its payment is known, because a person
   * has booked it.
   */
  private static boolean isKept(
      SettlementMatching owner, @Nullable ReconciliationCase state, SettlementLine line) {
    return owner.getResolution() != null
        && state != null
        && !state.getBooked().isEmpty()
        && KnownLines.isKnown(state, line);
  }

  /**
   * Lines that a person has booked stay where they are. Both cases are opened again, since what was
   * booked without the payment is now to be seen beside it.
   */
  private static CaseDecision keep(
      ReconciliationCase before,
      ReconciliationInput.Claimed claimed,
      ReconciliationRules rules,
      long nowMs) {
    ReconciliationResult facts = before.getResult();
    if (facts.getPaymentId() != null) {
      return CaseDecision.unchanged(before);
    }
    CaseResolution latest = facts.getResolutions().getLast();
    SettlementMatching told =
        SettlementMatching.newBuilder()
            .setStep(MatchingStep.RESOLVED)
            .setPaymentId(claimed.paymentId())
            .setRefundId(claimed.refundId())
            .setLine(before.getWaiting().getLast())
            .setResolution(
                CaseResolution.newBuilder(latest)
                    // Commands are known by their ids within a case; this one came to another.
                    .setCommandId(facts.getCaseId() + '#' + latest.getCommandId())
                    .build())
            .build();
    return new CaseDraft(before, rules, nowMs)
        .isOf(claimed.paymentId(), claimed.refundId())
        .decision()
        .delivering(told);
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
      ReconciliationCase before, ReconciliationInput.Claimed claimed, long nowMs) {
    String paymentId = claimed.paymentId();
    String refundId = claimed.refundId();
    List<SettlementMatching> delivered =
        before.getWaiting().stream().map(line -> delivery(line, paymentId, refundId)).toList();
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
