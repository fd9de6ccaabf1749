package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers to commands that change nothing. */
public final class Answers {

  private Answers() {}

  /** The command is not carried out. */
  public static PaymentEvent refused(
      PaymentCommand command, @Nullable Payment payment, Refusal refusal, long nowMs) {
    return answer(PaymentEventType.REFUSED, command, payment, refusal, nowMs);
  }

  static List<Effect> refuse(
      PaymentCommand command, @Nullable Payment payment, Refusal refusal, long nowMs) {
    return List.of(new Effect.Answer(refused(command, payment, refusal, nowMs)));
  }

  /** The command came before and is answered with what became of it. */
  static List<Effect> repeat(PaymentCommand command, Payment payment, long nowMs) {
    return List.of(
        new Effect.Answer(answer(PaymentEventType.REPEATED, command, payment, null, nowMs)));
  }

  /** Where a payment stands, as a sentence. */
  static String standing(Payment payment) {
    return "the payment is "
        + payment.getStatus().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static PaymentEvent answer(
      PaymentEventType type,
      PaymentCommand command,
      @Nullable Payment payment,
      @Nullable Refusal refusal,
      long nowMs) {
    return new PaymentEvent(
        command.getPaymentId(),
        0L,
        type,
        payment == null ? null : payment.getStatus(),
        refusal == null ? null : refusal.code(),
        refusal == null ? null : refusal.detail(),
        command.getRequestId(),
        command.getRefundId(),
        command.getAmountMinor(),
        Waits.hidden(payment),
        nowMs);
  }
}
