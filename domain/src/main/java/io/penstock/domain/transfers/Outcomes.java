package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Records;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import org.jspecify.annotations.Nullable;

/** How outcomes are written. */
public final class Outcomes {
  static {
    Records.prepare();
  }

  private static final int FIRST_REVISION = 1;

  private Outcomes() {}

  /** Accepted: what a transfer became, before the moves it caused are known. */
  static TransferOutcome accepted(
      TransferCommand command, TransferStatus status, Counters debitAccount, Moves moves) {
    return first(
        command, moves.scope(), status, null, debitAccount, moves.entrySequence(), moves.head());
  }

  /** Refused by a rule and pinned: a late retry never becomes a charge. */
  static TransferOutcome declined(
      TransferCommand command,
      String scope,
      Refusal refusal,
      @Nullable Counters debitAccount,
      JournalHead head) {
    return first(command, scope, TransferStatus.DECLINED, refusal, debitAccount, null, head);
  }

  /** Refused without pinning anything: the id is not touched. */
  public static TransferOutcome refused(
      TransferCommand command, String scope, Refusal refusal, JournalHead head) {
    return first(command, scope, TransferStatus.REFUSED, refusal, null, null, head);
  }

  private static TransferOutcome first(
      TransferCommand command,
      String scope,
      TransferStatus status,
      @Nullable Refusal refusal,
      @Nullable Counters debitAccount,
      @Nullable Long entrySequence,
      JournalHead head) {
    Long timeout = command.getTimeoutSeconds();
    return new TransferOutcome(
        command.getTransferId(),
        scope,
        command.getRequestId(),
        status,
        refusal == null ? null : refusal.code(),
        refusal == null ? null : refusal.detail(),
        command.getKind(),
        command.getDebitAccountId(),
        command.getCredits(),
        command.getCurrency(),
        command.getPendingId(),
        command.getAmountMinor(),
        timeout,
        command.getCode(),
        command.getMetadata(),
        FIRST_REVISION,
        debitAccount,
        head.partition(),
        entrySequence,
        status == TransferStatus.PENDING && timeout != null
            ? Math.addExact(head.nowMs(), Math.multiplyExact(timeout, 1_000L))
            : null,
        null,
        head.nowMs(),
        false,
        refusal == null ? null : refusal.credit(),
        command.getReverses(),
        command.getReason(),
        0L,
        null,
        null,
        command.getReversesDebitAccountId());
  }

  /** The first outcome again, for the request that repeats it. */
  static TransferOutcome repeated(TransferOutcome state, @Nullable String requestId) {
    return with(state, requestId, firstStatus(state), null, FIRST_REVISION, null, true, null);
  }

  /** The same outcome as that of a chain's transfer. */
  static TransferOutcome inChain(TransferOutcome outcome, String chainId) {
    return TransferOutcome.newBuilder(outcome).setChainId(chainId).build();
  }

  /** Some of what a transfer posted was given back; it stays posted. */
  static TransferOutcome givenBack(TransferOutcome state, long minor, JournalHead head) {
    return TransferOutcome.newBuilder(state)
        .setRevision(state.getRevision() + 1)
        .setAmountReversedMinor(Math.addExact(state.getAmountReversedMinor(), minor))
        .setReversedAtMs(head.nowMs())
        .build();
  }

  /** The transfer's next state. */
  static TransferOutcome resolved(TransferOutcome state, Resolution resolution) {
    return resolved(state, resolution, null);
  }

  /**
   * The same because of one of its credits.
   *
   * @param failureCredit which could not be applied, counted from 0
   */
  static TransferOutcome resolved(
      TransferOutcome state, Resolution resolution, @Nullable Integer failureCredit) {
    return with(
        state,
        state.getRequestId(),
        resolution.getStatus(),
        resolution.getFailureCode(),
        state.getRevision() + 1,
        resolution,
        false,
        failureCredit);
  }

  private static TransferStatus firstStatus(TransferOutcome state) {
    if (state.getResolution() == null) {
      return state.getStatus();
    }
    return state.getKind() == TransferKind.HOLD ? TransferStatus.PENDING : TransferStatus.POSTED;
  }

  private static TransferOutcome with(
      TransferOutcome state,
      @Nullable String requestId,
      TransferStatus status,
      @Nullable String laterFailure,
      int revision,
      @Nullable Resolution resolution,
      boolean repeated,
      @Nullable Integer laterCredit) {
    boolean isDecline = status == TransferStatus.DECLINED;
    return new TransferOutcome(
        state.getTransferId(),
        state.getScopeAccountId(),
        requestId,
        status,
        isDecline ? state.getFailureCode() : laterFailure,
        isDecline ? state.getFailureDetail() : null,
        state.getKind(),
        state.getDebitAccountId(),
        state.getCredits(),
        state.getCurrency(),
        state.getPendingId(),
        state.getAmountMinor(),
        state.getTimeoutSeconds(),
        state.getCode(),
        state.getMetadata(),
        revision,
        state.getDebitAccount(),
        state.getJournalPartition(),
        state.getEntrySequence(),
        state.getExpiresAtMs(),
        resolution,
        state.getDecidedAtMs(),
        repeated,
        isDecline ? state.getFailureCredit() : laterCredit,
        state.getReverses(),
        state.getReason(),
        repeated ? 0L : state.getAmountReversedMinor(),
        repeated ? null : state.getReversedAtMs(),
        state.getChainId(),
        state.getReversesDebitAccountId());
  }
}
