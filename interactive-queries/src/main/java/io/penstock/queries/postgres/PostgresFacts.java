package io.penstock.queries.postgres;

import io.penstock.queries.facts.OlderFacts;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.tables.FactTables;
import java.util.List;
import java.util.Optional;

/**
 * The facts as the sinks have written them to Postgres, which keeps them for ever. Each look-up is
 * one query by an index, over one of a few connections. Whoever asks waits at most a second for a
 * connection and two for the answer; an absent or slow database holds nobody longer.
 */
public final class PostgresFacts implements OlderFacts {
  static final String TRANSFERS =
      "SELECT * FROM transfers WHERE transfer_id = ? ORDER BY created_at LIMIT 1000";
  static final String PAYMENT = "SELECT * FROM payments WHERE payment_id = ?";
  static final String EVENTS =
      "SELECT * FROM payment_events WHERE payment_id = ? AND sequence >= ? AND sequence < ?"
          + " ORDER BY sequence LIMIT ?";
  static final String REFUNDS_OF_PAYMENT =
      "SELECT * FROM refunds WHERE payment_id = ? ORDER BY number LIMIT 1000";
  static final String REFUNDS =
      "SELECT * FROM refunds WHERE refund_id = ? ORDER BY payment_id LIMIT 100";
  static final String REFUND = "SELECT * FROM refunds WHERE refund_id = ? AND payment_id = ?";

  private static final int LONGEST_ANSWER_SECONDS = 2;

  private final ReadOnlyDatabase database;

  /**
   * Connects to nothing yet: the database may be away, now and later.
   *
   * @param url of JDBC, with user and password
   */
  public PostgresFacts(String url) {
    database = new ReadOnlyDatabase(url, "penstock-older-facts", LONGEST_ANSWER_SECONDS, "");
  }

  @Override
  public List<TransferOutcome> transfers(String transferId) {
    return database.ask(TRANSFERS, FactTables.TRANSFERS::read, transferId);
  }

  @Override
  public Optional<Payment> payment(String paymentId) {
    return database.ask(PAYMENT, FactTables.PAYMENTS::read, paymentId).stream()
        .findFirst()
        .map(
            payment ->
                Payment.newBuilder(payment)
                    .setRefunds(
                        database.ask(REFUNDS_OF_PAYMENT, FactTables.REFUNDS::read, paymentId))
                    .build());
  }

  @Override
  public List<PaymentEvent> events(String paymentId, long from, long to, int limit) {
    return database.ask(EVENTS, FactTables.PAYMENT_EVENTS::read, paymentId, from, to, limit);
  }

  @Override
  public List<Refund> refunds(String refundId) {
    return database.ask(REFUNDS, FactTables.REFUNDS::read, refundId);
  }

  @Override
  public Optional<Refund> refund(String refundId, String paymentId) {
    return database.ask(REFUND, FactTables.REFUNDS::read, refundId, paymentId).stream().findFirst();
  }

  @Override
  public void close() {
    database.close();
  }
}
