package io.penstock.domain.payments;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The decision of one input as its {@link Effects} add up; no rule sees it. */
final class Draft {
  final Payment.Builder payment;
  final List<SpecificRecord> outputs = new ArrayList<>();
  final Waits waits;
  private final PaymentRules rules;
  private final long nowMs;
  private final BiFunction<Payment, Signal, Effects> table;

  Draft(
      Payment.Builder payment,
      PaymentRules rules,
      long nowMs,
      BiFunction<Payment, Signal, Effects> table) {
    this.payment = payment;
    this.rules = rules;
    this.nowMs = nowMs;
    this.table = table;
    this.waits = new Waits(payment.getWaits(), rules, nowMs);
    // Events show a payment without them.
    payment.setWaits(List.of());
  }

  FlowDecision<Payment> decision() {
    return new FlowDecision<>(payment.setWaits(waits.of(payment.build())).build(), outputs);
  }

  void then(Signal signal) {
    table.apply(payment.build(), signal).on(this);
  }

  void callPsp(PspOperation operation) {
    new PspCalls(payment.build(), null, rules, nowMs).begin(operation).on(this);
  }

  void tell(PaymentEvent.Builder event) {
    payment.setSequence(Math.addExact(payment.getSequence(), 1)).setUpdatedAtMs(nowMs);
    outputs.add(
        event
            .setPaymentId(payment.getPaymentId())
            .setSequence(payment.getSequence())
            .setStatus(payment.getStatus())
            .setPayment(payment.build())
            .setOccurredAtMs(nowMs)
            .build());
  }

  void askAgain(Wait wait) {
    @Nullable TransferCommand transfer = wait.getTransfer();
    if (transfer != null && nowMs - wait.getSinceMs() < Waits.NOT_ASKED_AGAIN_AFTER.toMillis()) {
      outputs.add(transfer);
    }
    waits.askedAgain(wait, rules.firstRepeat().multipliedBy(Waits.SPREAD));
  }

  void keep(Refund change) {
    Refund refund =
        Refund.newBuilder(change).setVersion(change.getVersion() + 1).setUpdatedAtMs(nowMs).build();
    RefundList.keep(payment, refund);
    outputs.add(refund);
  }
}
