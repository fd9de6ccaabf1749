package io.penstock.sinks;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import java.util.Objects;

/** What must hold of a payment's event before any of it is written. */
final class PaymentCheck {

  private PaymentCheck() {}

  /** Answers to repeats and refusals, which are not numbered, changed nothing. */
  static boolean isChange(PaymentEvent event) {
    return event.getSequence() > 0;
  }

  /**
   * @throws UnfitRecordException if the event does not carry the payment as it was after it
   */
  static void require(PaymentEvent event) throws UnfitRecordException {
    Payment payment = event.getPayment();
    if (payment == null
        || event.getStatus() == null
        || payment.getSequence() != event.getSequence()
        || !payment.getPaymentId().equals(event.getPaymentId())) {
      throw new UnfitRecordException(
          "event %d of payment %s does not carry the payment after it"
              .formatted(event.getSequence(), event.getPaymentId()));
    }
  }

  /** The payment after an event that passed. */
  static Payment payment(PaymentEvent event) {
    return Objects.requireNonNull(event.getPayment());
  }
}
