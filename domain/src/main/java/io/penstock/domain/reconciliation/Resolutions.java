package io.penstock.domain.reconciliation;

import io.penstock.domain.Difference;
import io.penstock.domain.FailureCode.OtherContent;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Ids;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.TransferCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what people say about cases that do not match: why, who says so, and what the ledger is
 * to book. A case that waits, or that matches, is nobody's to decide.
 */
public final class Resolutions {
  /** Most resolutions of one case; each but the first takes a line that opened it again. */
  public static final int MOST = 20;

  /** Most characters of a reason. */
  public static final int LONGEST_REASON = 512;

  /** Most characters of an actor. */
  public static final int LONGEST_ACTOR = 128;

  static {
    Records.prepare();
  }

  private Resolutions() {}

  /** Whether there is an id to answer a command under; whatever has none is no command. */
  public static boolean canBeAnswered(ResolutionCommand command) {
    String request = command.getRequestId();
    return CaseIds.isValid(command.getCaseId())
        && Ids.isNameable(command.getCommandId())
        && (request == null || Ids.isNameable(request));
  }

  /** The field that nobody can read, by its name in the schema; null: all can be read. */
  public static @Nullable String malformation(ResolutionCommand command) {
    if (!isText(command.getReason(), LONGEST_REASON)) {
      return "reason";
    }
    return isText(command.getActor(), LONGEST_ACTOR) ? null : "actor";
  }

  private static boolean isText(String text, int longest) {
    return !text.isBlank()
        && text.length() <= longest
        && text.codePoints()
            .noneMatch(
                c ->
                    Character.isISOControl(c)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /** The refusal of a malformed field. */
  public static Refusal malformed(String field) {
    return RefusalCode.RESOLUTION_MALFORMED.because(
        field + " is empty, too long, or has a character that is not to be read");
  }

  /**
   * Decides a command that can be answered.
   *
   * @param before the case as it stands; null: there is none
   * @param nowMs milliseconds since 1970
   */
  public static CaseDecision decide(
      @Nullable ReconciliationCase before, ResolutionCommand command, long nowMs) {
    String malformed = malformation(command);
    if (malformed != null) {
      return refused(before, command, malformed(malformed), nowMs);
    }
    if (before == null || before.getResult().getVersion() == 0) {
      return refused(before, command, unknown(command.getCaseId()), nowMs);
    }
    CaseResolution first = first(before, command);
    if (first != null) {
      return repeated(before, command, first, nowMs);
    }
    Refusal refusal = refusal(before.getResult());
    if (refusal != null) {
      return refused(before, command, refusal, nowMs);
    }
    try {
      return resolved(before, command, ResolutionBookings.of(before, command.getBooking()), nowMs);
    } catch (ResolutionBookings.UnbookableException e) {
      return refused(before, command, unbookable(e.getMessage()), nowMs);
    } catch (ArithmeticException e) {
      return refused(before, command, unbookable("a sum is beyond 64 bits"), nowMs);
    }
  }

  /** The answer to a command that is refused without a look at its case. */
  public static ResolutionOutcome refused(ResolutionCommand command, Refusal refusal, long nowMs) {
    return answer(command, nowMs)
        .setFailureCode(refusal.code())
        .setFailureDetail(refusal.detail())
        .build();
  }

  private static CaseDecision refused(
      @Nullable ReconciliationCase before, ResolutionCommand command, Refusal why, long nowMs) {
    return CaseDecision.unchanged(before).answering(refused(command, why, nowMs));
  }

  private static @Nullable CaseResolution first(
      ReconciliationCase before, ResolutionCommand command) {
    return before.getResult().getResolutions().stream()
        .filter(each -> each.getCommandId().equals(command.getCommandId()))
        .findFirst()
        .orElse(null);
  }

  private static CaseDecision repeated(
      ReconciliationCase before, ResolutionCommand command, CaseResolution first, long nowMs) {
    String field =
        new Difference()
            .in("reason", command.getReason(), first.getReason())
            .in("actor", command.getActor(), first.getActor())
            .in("booking", command.getBooking(), first.getBooking())
            .field();
    if (field != null) {
      return refused(
          before,
          command,
          new Refusal(
              new OtherContent(field),
              "the command's id was used before with another " + field,
              null),
          nowMs);
    }
    return CaseDecision.unchanged(before)
        .answering(answer(command, nowMs).setResolution(first).setRepeated(true).build());
  }

  private static @Nullable Refusal refusal(ReconciliationResult facts) {
    return switch (facts.getStatus()) {
      case SETTLEMENT_PENDING ->
          RefusalCode.RECONCILIATION_PENDING.because(
              "the PSP may still report it until the window closes");
      case MATCHED -> RefusalCode.RECONCILIATION_MATCHED.because("the case matches by itself");
      case RESOLVED -> RefusalCode.RECONCILIATION_RESOLVED.because("the case was resolved before");
      case MISMATCHED, MISSING_SETTLEMENT, UNEXPECTED_SETTLEMENT ->
          facts.getResolutions().size() < MOST
              ? null
              : RefusalCode.TOO_MANY_RESOLUTIONS.because(
                  "a case is resolved " + MOST + " times at most");
    };
  }

  private static Refusal unknown(String caseId) {
    return RefusalCode.RECONCILIATION_NOT_FOUND.because("there is no case " + caseId);
  }

  private static Refusal unbookable(@Nullable String why) {
    return RefusalCode.BOOKING_NOT_POSSIBLE.because(why + ": the case takes only the booking none");
  }

  private static CaseDecision resolved(
      ReconciliationCase before,
      ResolutionCommand command,
      ResolutionBookings.Booked booked,
      long nowMs) {
    ReconciliationResult last = before.getResult();
    int version = Math.addExact(last.getVersion(), 1);
    CaseResolution resolution =
        new CaseResolution(
            command.getCommandId(),
            command.getReason(),
            command.getActor(),
            command.getBooking(),
            booked.transfers().stream().map(TransferCommand::getTransferId).toList(),
            version,
            nowMs);
    List<CaseResolution> resolutions = new ArrayList<>(last.getResolutions());
    resolutions.add(resolution);
    ReconciliationResult told =
        ReconciliationResult.newBuilder(last)
            .setVersion(version)
            .setPreviousStatus(last.getStatus())
            .setStatus(ReconciliationStatus.RESOLVED)
            .setDetail("resolved by " + command.getActor() + ": " + command.getReason())
            .setResolutions(resolutions)
            .setDecidedAtMs(nowMs)
            .build();
    ReconciliationCase after =
        ReconciliationCase.newBuilder(before).setResult(told).setBooked(booked.booked()).build();
    return new CaseDecision(
        after,
        told,
        booked.transfers(),
        SummaryChanges.of(last, told),
        List.of(),
        answer(command, nowMs).setResolution(resolution).build());
  }

  private static ResolutionOutcome.Builder answer(ResolutionCommand command, long nowMs) {
    return ResolutionOutcome.newBuilder()
        .setCaseId(command.getCaseId())
        .setCommandId(command.getCommandId())
        .setRequestId(command.getRequestId())
        .setDecidedAtMs(nowMs);
  }
}
