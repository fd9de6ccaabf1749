package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.Wait;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What follows from something, in order. The rules return it and change nothing; {@link
 * PaymentFlow} has it carried out on a {@link Draft}.
 */
final class Effects {
  private final List<Consumer<Draft>> effects = new ArrayList<>();

  static Effects none() {
    return new Effects();
  }

  void on(Draft draft) {
    effects.forEach(effect -> effect.accept(draft));
  }

  Effects and(Effects others) {
    effects.addAll(others.effects);
    return this;
  }

  /** What follows by the table, once the effects before it are carried out. */
  Effects then(Signal signal) {
    return add(draft -> draft.then(signal));
  }

  /** The PSP is asked, as the payment then stands. */
  Effects callPsp(PspOperation operation) {
    return add(draft -> draft.callPsp(operation));
  }

  /** Other values of the payment's fields. */
  Effects change(Consumer<Payment.Builder> fields) {
    return add(draft -> fields.accept(draft.payment));
  }

  Effects enter(PaymentPhase phase, PaymentStatus status) {
    return change(payment -> payment.setPhase(phase).setStatus(status));
  }

  Effects because(Refusal refusal) {
    return because(refusal.code(), refusal.detail());
  }

  /** Remembers why, unless an earlier reason stands. */
  Effects because(@Nullable String code, @Nullable String detail) {
    return change(
        payment -> {
          if (payment.getFailureCode() == null) {
            payment.setFailureCode(code).setFailureDetail(detail);
          }
        });
  }

  Effects tell(PaymentEventType type) {
    return tell(type, null, null);
  }

  /** An event with the payment's own reason; the payment is shown as it then stands. */
  Effects tell(PaymentEventType type, @Nullable String requestId, @Nullable Long amountMinor) {
    return add(
        draft ->
            draft.tell(
                PaymentEvent.newBuilder()
                    .setType(type)
                    .setCode(draft.payment.getFailureCode())
                    .setDetail(draft.payment.getFailureDetail())
                    .setRequestId(requestId)
                    .setAmountMinor(amountMinor)));
  }

  /** An event with a reason of its own. */
  Effects tell(PaymentEvent.Builder event) {
    return add(draft -> draft.tell(event));
  }

  Effects send(SpecificRecord output) {
    return add(draft -> draft.outputs.add(output));
  }

  /** Asks the ledger, until it has answered. */
  Effects ask(TransferCommand transfer) {
    return send(transfer).add(draft -> draft.waits.add(transfer));
  }

  /** Asks the ledger once more, in the same words: it answers as it did the first time. */
  Effects askAgain(Wait again) {
    return add(draft -> draft.askAgain(again));
  }

  /**
   * Waits for something else than a transfer; an earlier wait for the same ends.
   *
   * @param refund number of the refund that waits; 0: the payment
   */
  Effects await(WaitKind kind, int refund, Duration due) {
    return add(draft -> draft.waits.add(kind, refund, due));
  }

  /** It was asked again just now, and is awaited once more. */
  Effects awaitAgain(Wait again, Duration first) {
    return add(draft -> draft.waits.askedAgain(again, first));
  }

  /** Nothing is awaited of this kind any more. */
  Effects endWait(WaitKind kind) {
    return add(draft -> draft.waits.end(kind));
  }

  /** The outcome of a transfer came. */
  Effects endTransfer(String transferId) {
    return add(draft -> draft.waits.end(transferId));
  }

  /** Keeps a refund's new state and tells it. */
  Effects keep(Refund.Builder refund) {
    return keep(refund.build());
  }

  Effects keep(Refund refund) {
    return add(draft -> draft.keep(refund));
  }

  private Effects add(Consumer<Draft> effect) {
    effects.add(effect);
    return this;
  }
}
