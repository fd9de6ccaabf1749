package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.Optional;

/**
 * Facts that the views have forgotten. It is asked only where the views have nothing, and answers
 * within a few seconds or throws {@link NotReadyException}: what cannot be looked at now is not
 * called unknown.
 */
public interface OlderFacts extends AutoCloseable {

  /** The transfers with an id, one a scope, the oldest first. */
  List<TransferOutcome> transfers(String transferId);

  /** A payment with its refunds. */
  Optional<Payment> payment(String paymentId);

  /**
   * What happened to a payment, in order.
   *
   * @param from the first sequence, inclusive
   * @param to the last one, exclusive
   * @param limit most of them
   */
  List<PaymentEvent> events(String paymentId, long from, long to, int limit);

  /** The refunds with an id, one a payment, in the order of the payments' ids. */
  List<Refund> refunds(String refundId);

  /** A payment's refund. */
  Optional<Refund> refund(String refundId, String paymentId);

  @Override
  void close();

  /** Nobody keeps them: what the views have forgotten is unknown. */
  static OlderFacts none() {
    return new NoOlderFacts();
  }
}
