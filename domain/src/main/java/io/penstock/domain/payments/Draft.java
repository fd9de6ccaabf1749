package io.penstock.domain.payments;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.AskAgain;
import io.penstock.domain.payments.Effect.Await;
import io.penstock.domain.payments.Effect.AwaitAgain;
import io.penstock.domain.payments.Effect.Because;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.EndTransfer;
import io.penstock.domain.payments.Effect.EndWait;
import io.penstock.domain.payments.Effect.Enter;
import io.penstock.domain.payments.Effect.Keep;
import io.penstock.domain.payments.Effect.OnDraft;
import io.penstock.domain.payments.Effect.Send;
import io.penstock.domain.payments.Effect.Tell;
import io.penstock.domain.payments.Effect.TellWhy;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.Wait;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The decision of one input as its effects add up. Only {@link PaymentFlow} has it in hand. */
final class Draft {
  private final Payment.Builder draft;
  private final PaymentRules rules;
  private final long nowMs;
  private final List<SpecificRecord> outputs = new ArrayList<>();
  private final Waits waits;

  Draft(Payment.Builder draft, PaymentRules rules, long nowMs) {
    this.draft = draft;
    this.rules = rules;
    this.waits = new Waits(draft.getWaits(), rules);
    // Events show a payment without them.
    draft.setWaits(List.of());
    this.nowMs = nowMs;
  }

  /** The payment as it stands after the effects so far. */
  Payment payment() {
    return draft.build();
  }

  FlowDecision<Payment> decision() {
    return new FlowDecision<>(draft.setWaits(waits.of(draft.build())).build(), outputs);
  }

  void apply(OnDraft effect) {
    switch (effect) {
      case Change(var fields) -> fields.accept(draft);
      case Enter(var phase, var status) -> draft.setPhase(phase).setStatus(status);
      case Because(var code, var detail) -> {
        if (draft.getFailureCode() == null) {
          draft.setFailureCode(code).setFailureDetail(detail);
        }
      }
      case Tell(var type, var requestId, var amountMinor) ->
          tell(
              new TellWhy(
                  type,
                  draft.getFailureCode(),
                  draft.getFailureDetail(),
                  requestId,
                  null,
                  amountMinor));
      case TellWhy why -> tell(why);
      case Send(var output) -> outputs.add(output);
      case Ask(var transfer) -> {
        outputs.add(transfer);
        waits.add(transfer, nowMs);
      }
      case AskAgain(var wait) -> askAgain(wait);
      case Await(var kind, var refund, var due) -> waits.add(kind, refund, due, nowMs);
      case AwaitAgain(var wait, var first) -> waits.askedAgain(wait, first, nowMs);
      case EndWait(var kind) -> waits.end(kind);
      case EndTransfer(var transferId) -> waits.end(transferId);
      case Keep(var refund) -> keep(refund);
    }
  }

  private void tell(TellWhy event) {
    draft.setSequence(Math.addExact(draft.getSequence(), 1)).setUpdatedAtMs(nowMs);
    outputs.add(
        new PaymentEvent(
            draft.getPaymentId(),
            draft.getSequence(),
            event.type(),
            draft.getStatus(),
            event.code(),
            event.detail(),
            event.requestId(),
            event.refundId(),
            event.amountMinor(),
            draft.build(),
            nowMs));
  }

  private void askAgain(Wait wait) {
    @Nullable TransferCommand transfer = wait.getTransfer();
    if (transfer != null && nowMs - wait.getSinceMs() < Waits.NOT_ASKED_AGAIN_AFTER.toMillis()) {
      outputs.add(transfer);
    }
    waits.askedAgain(wait, rules.firstRepeat().multipliedBy(Waits.SPREAD), nowMs);
  }

  private void keep(Refund change) {
    Refund refund =
        Refund.newBuilder(change).setVersion(change.getVersion() + 1).setUpdatedAtMs(nowMs).build();
    RefundList.keep(draft, refund);
    outputs.add(refund);
  }
}
