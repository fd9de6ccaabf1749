package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A payment on its way from one state to the next, and what it causes meanwhile. */
final class Transition {
  private final Payment.Builder draft;
  private final PaymentRules rules;
  private final long nowMs;
  private final List<SpecificRecord> outputs = new ArrayList<>();
  private final Waits waits;

  Transition(Payment.Builder draft, PaymentRules rules, long nowMs) {
    this.draft = draft;
    this.rules = rules;
    this.waits = new Waits(draft.getWaits(), rules);
    // Events show a payment without them.
    draft.setWaits(List.of());
    this.nowMs = Math.max(nowMs, draft.getUpdatedAtMs());
  }

  /** The payment as it stands in the middle of the transition. */
  Payment.Builder payment() {
    return draft;
  }

  PaymentRules rules() {
    return rules;
  }

  long nowMs() {
    return nowMs;
  }

  String id() {
    return draft.getPaymentId();
  }

  /** The id of one of the payment's transfers. */
  String step(String name) {
    return Steps.id(id(), name);
  }

  void enter(PaymentPhase phase, PaymentStatus status) {
    draft.setPhase(phase).setStatus(status);
  }

  /** Remembers why, unless an earlier reason stands. */
  void because(@Nullable String code, @Nullable String detail) {
    if (draft.getFailureCode() == null) {
      draft.setFailureCode(code).setFailureDetail(detail);
    }
  }

  void because(Refusal refusal) {
    because(refusal.code(), refusal.detail());
  }

  /** Tells what happened; the payment is shown as it stands now. */
  void tell(PaymentEventType type) {
    tell(type, null, null, null);
  }

  void tell(
      PaymentEventType type,
      @Nullable String requestId,
      @Nullable String refundId,
      @Nullable Long amountMinor) {
    tell(type, draft.getFailureCode(), draft.getFailureDetail(), requestId, refundId, amountMinor);
  }

  void tell(
      PaymentEventType type,
      @Nullable String code,
      @Nullable String detail,
      @Nullable String requestId,
      @Nullable String refundId,
      @Nullable Long amountMinor) {
    draft.setSequence(Math.addExact(draft.getSequence(), 1)).setUpdatedAtMs(nowMs);
    outputs.add(
        new PaymentEvent(
            id(),
            draft.getSequence(),
            type,
            draft.getStatus(),
            code,
            detail,
            requestId,
            refundId,
            amountMinor,
            draft.build(),
            nowMs));
  }

  void send(SpecificRecord output) {
    outputs.add(output);
  }

  /** Asks the ledger, until it has answered. */
  void request(TransferCommand transfer) {
    send(transfer);
    waits.add(transfer, nowMs);
  }

  /** Asks once more, in the same words: the ledger answers as it did the first time. */
  void requestAgain(Wait wait) {
    TransferCommand transfer = wait.getTransfer();
    if (transfer != null && nowMs - wait.getSinceMs() < Waits.NOT_ASKED_AGAIN_AFTER.toMillis()) {
      send(transfer);
    }
    waits.askedAgain(wait, rules.firstRepeat().multipliedBy(Waits.SPREAD), nowMs);
  }

  /** What the payment waits for. */
  Waits waits() {
    return waits;
  }

  void transfer(String step, String debit, List<Credit> credits, String code) {
    request(transfer(step, TransferKind.DIRECT, debit, credits).setCode(code).build());
  }

  TransferCommand.Builder transfer(
      String step, TransferKind kind, String debit, List<Credit> credits) {
    return TransferCommand.newBuilder()
        .setTransferId(step(step))
        .setKind(kind)
        .setDebitAccountId(debit)
        .setCredits(credits)
        .setCurrency(currency());
  }

  String currency() {
    return draft.getCreation().getCurrency();
  }

  String payerAccount() {
    return Objects.requireNonNull(draft.getPayerAccountId(), "a wallet payment has a payer");
  }

  String merchantAccount() {
    return Objects.requireNonNull(draft.getMerchantAccountId(), "only failed ones have none");
  }

  /** The PSP's clearing account. */
  String clearingAccount() {
    return "psp:" + Objects.requireNonNull(draft.getPsp(), "psp") + ':' + currency();
  }

  FlowDecision<Payment> decision() {
    return new FlowDecision<>(draft.setWaits(waits.of(draft)).build(), outputs);
  }
}
