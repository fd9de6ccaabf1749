package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;

/** Says what became of a transfer. */
public final class OutcomeAssert {
  private final TransferOutcome outcome;

  OutcomeAssert(TransferOutcome outcome) {
    this.outcome = outcome;
  }

  public OutcomeAssert isPosted() {
    return has(TransferStatus.POSTED);
  }

  public OutcomeAssert isPending() {
    return has(TransferStatus.PENDING);
  }

  public OutcomeAssert isVoided() {
    return has(TransferStatus.VOIDED);
  }

  public OutcomeAssert isExpired() {
    return has(TransferStatus.EXPIRED);
  }

  /** Refused by a rule, and pinned to the id. */
  public OutcomeAssert isDeclined(String code) {
    return has(TransferStatus.DECLINED).because(code);
  }

  /** Refused, and nothing pinned. */
  public OutcomeAssert isRefused(String code) {
    return has(TransferStatus.REFUSED).because(code);
  }

  /** Decided, and the money returned. */
  public OutcomeAssert isReversed(String code) {
    return has(TransferStatus.REVERSED).because(code);
  }

  /** Answers a repeat with the first outcome. */
  public OutcomeAssert isRepeated() {
    assertThat(outcome.getRepeated()).as("repeated: " + outcome).isTrue();
    return this;
  }

  /** The outcome itself. */
  public TransferOutcome actual() {
    return outcome;
  }

  private OutcomeAssert has(TransferStatus status) {
    assertThat(outcome.getStatus()).as(outcome.toString()).isEqualTo(status);
    return this;
  }

  private OutcomeAssert because(String code) {
    assertThat(outcome.getFailureCode()).as(outcome.toString()).isEqualTo(code);
    return this;
  }
}
