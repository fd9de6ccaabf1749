package io.penstock.queries.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.penstock.queries.NotReadyException;
import io.penstock.queries.OlderFacts;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Records;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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

  private static final Logger LOG = LoggerFactory.getLogger(PostgresFacts.class);
  private static final int CONNECTIONS = 4;
  private static final long CONNECTION_TIMEOUT_MILLIS = 1_000;
  private static final long VALIDATION_TIMEOUT_MILLIS = 500;
  private static final long IDLE_TIMEOUT_MILLIS = 60_000;

  /** The server gives up before the client does. */
  private static final String SERVER_SETTINGS =
      "-c statement_timeout=1500ms -c default_transaction_read_only=on";

  private static final String SOCKET_TIMEOUT_SECONDS = "2";
  private static final String CONNECT_TIMEOUT_SECONDS = "1";

  static {
    Records.prepare();
  }

  private final HikariDataSource connections;
  private final AtomicBoolean isAway = new AtomicBoolean();

  /**
   * Connects to nothing yet: the database may be away, now and later.
   *
   * @param url of JDBC, with user and password
   */
  public PostgresFacts(String url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("penstock-older-facts");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "penstock-views");
    config.addDataSourceProperty("options", SERVER_SETTINGS);
    config.addDataSourceProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    connections = new HikariDataSource(config);
  }

  @Override
  public List<TransferOutcome> transfers(String transferId) {
    return ask(TRANSFERS, TransferRow::of, transferId);
  }

  @Override
  public Optional<Payment> payment(String paymentId) {
    return ask(PAYMENT, PaymentRow::payment, paymentId).stream()
        .findFirst()
        .map(
            payment ->
                Payment.newBuilder(payment)
                    .setRefunds(ask(REFUNDS_OF_PAYMENT, PaymentRow::refund, paymentId))
                    .build());
  }

  @Override
  public List<PaymentEvent> events(String paymentId, long from, long to, int limit) {
    return ask(EVENTS, PaymentRow::event, paymentId, from, to, limit);
  }

  @Override
  public List<Refund> refunds(String refundId) {
    return ask(REFUNDS, PaymentRow::refund, refundId);
  }

  @Override
  public Optional<Refund> refund(String refundId, String paymentId) {
    return ask(REFUND, PaymentRow::refund, refundId, paymentId).stream().findFirst();
  }

  @Override
  public void close() {
    connections.close();
  }

  private <T> List<T> ask(String query, Fact<T> fact, Object... parameters) {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> facts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          facts.add(fact.of(new StoredRow(rows)));
        }
      }
      if (isAway.compareAndSet(true, false)) {
        LOG.info("What is older can be read from Postgres again");
      }
      return facts;
    } catch (SQLException e) {
      // Once, however many ask meanwhile.
      Level level = isAway.compareAndSet(false, true) ? Level.WARN : Level.DEBUG;
      LOG.atLevel(level).log("What is older cannot be read from Postgres: {}", e.getMessage());
      throw NotReadyException.noPostgres();
    }
  }

  private interface Fact<T> {
    T of(StoredRow row) throws SQLException;
  }
}
