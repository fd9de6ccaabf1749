package io.penstock.views;

import io.penstock.domain.payments.Waits;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.TransferOutcome;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to a request about a payment, and the payment now.
 *
 * @param event which carries the request's id
 * @param payment empty where a refused request named none that exists
 * @param transfer of the money that the request was about, where the views have it
 */
public record PaymentAnswer(
    PaymentEvent event, Optional<Payment> payment, Optional<TransferOutcome> transfer) {

  /** Without the transfer, which is looked up behind it. */
  public PaymentAnswer(PaymentEvent event, Optional<Payment> payment) {
    this(event, payment, Optional.empty());
  }

  public PaymentAnswer with(Optional<TransferOutcome> found) {
    return new PaymentAnswer(event, payment, found);
  }

  public boolean isRefused() {
    return event.getType() == PaymentEventType.REFUSED;
  }

  /** The refund that was asked for; one that was refused long ago only its answer shows. */
  public Optional<Refund> refund() {
    return Stream.concat(payment.stream(), Optional.ofNullable(event.getPayment()).stream())
        .flatMap(found -> found.getRefunds().stream())
        .filter(refund -> refund.getRefundId().equals(event.getRefundId()))
        .findFirst();
  }

  /** Whether nothing more will come of the request by itself. */
  public boolean isAtRest() {
    return isRefused()
        || payment.isEmpty()
        || refund()
            .map(asked -> asked.getStatus() != RefundStatus.PENDING)
            .orElseGet(() -> Waits.isAtRest(payment.get()));
  }
}
