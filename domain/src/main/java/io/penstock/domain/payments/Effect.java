package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import io.penstock.schemas.Payment;
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

/** What follows from something. The rules return effects; {@link PaymentFlow} carries them out. */
sealed interface Effect {

  /** What follows by the table, once the effects before it are carried out. */
  record Then(Signal signal) implements Effect {}

  /** The PSP is asked, as the payment then stands. */
  record CallPsp(PspOperation operation) implements Effect {}

  /** A command is answered, and nothing changes. */
  record Answer(SpecificRecord answer) implements Effect {}

  /** What {@link Draft} does. */
  sealed interface OnDraft extends Effect {}

  /** Other values of the payment's fields. */
  record Change(Consumer<Payment.Builder> fields) implements OnDraft {}

  record Enter(PaymentPhase phase, PaymentStatus status) implements OnDraft {}

  /** Remembers why, unless an earlier reason stands. */
  record Because(@Nullable String code, @Nullable String detail) implements OnDraft {
    Because(Refusal refusal) {
      this(refusal.code(), refusal.detail());
    }
  }

  /** An event with the payment's own reason; the payment is shown as it then stands. */
  record Tell(PaymentEventType type, @Nullable String requestId, @Nullable Long amountMinor)
      implements OnDraft {
    Tell(PaymentEventType type) {
      this(type, null, null);
    }
  }

  /** An event with a reason of its own. */
  record TellWhy(
      PaymentEventType type,
      @Nullable String code,
      @Nullable String detail,
      @Nullable String requestId,
      @Nullable String refundId,
      @Nullable Long amountMinor)
      implements OnDraft {}

  record Send(SpecificRecord output) implements OnDraft {}

  /** Asks the ledger, until it has answered. */
  record Ask(TransferCommand transfer) implements OnDraft {}

  /** Asks the ledger once more, in the same words: it answers as it did the first time. */
  record AskAgain(Wait again) implements OnDraft {}

  /**
   * Waits for something else than a transfer; an earlier wait for the same ends.
   *
   * @param refund number of the refund that waits; 0: the payment
   */
  record Await(WaitKind kind, int refund, Duration due) implements OnDraft {}

  /** It was asked again just now, and is awaited once more. */
  record AwaitAgain(Wait again, Duration first) implements OnDraft {}

  /** Nothing is awaited of this kind any more. */
  record EndWait(WaitKind kind) implements OnDraft {}

  /** The outcome of a transfer came. */
  record EndTransfer(String transferId) implements OnDraft {}

  /** Keeps a refund's new state and tells it. */
  record Keep(Refund refund) implements OnDraft {}

  /** Several lists as one. */
  @SafeVarargs
  static List<Effect> all(List<? extends Effect>... parts) {
    List<Effect> all = new ArrayList<>();
    for (List<? extends Effect> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
