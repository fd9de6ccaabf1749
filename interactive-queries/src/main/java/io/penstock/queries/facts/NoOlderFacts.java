package io.penstock.queries.facts;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.Optional;

/** Where no database is configured. */
record NoOlderFacts() implements OlderFacts {
  @Override
  public List<TransferOutcome> transfers(String transferId) {
    return List.of();
  }

  @Override
  public Optional<Payment> payment(String paymentId) {
    return Optional.empty();
  }

  @Override
  public List<PaymentEvent> events(String paymentId, long from, long to, int limit) {
    return List.of();
  }

  @Override
  public List<Refund> refunds(String refundId) {
    return List.of();
  }

  @Override
  public Optional<Refund> refund(String refundId, String paymentId) {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
