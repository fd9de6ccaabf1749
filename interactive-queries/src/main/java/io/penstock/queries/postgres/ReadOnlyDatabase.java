package io.penstock.queries.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.Question;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A few connections to the sinks' tables, for reading alone. Whoever asks waits at most a second
 * for a connection and then for as long as is said here; an absent or slow database holds nobody
 * longer.
 */
final class ReadOnlyDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyDatabase.class);
  private static final int CONNECTIONS = 4;
  private static final long CONNECTION_TIMEOUT_MILLIS = 1_000;
  private static final long VALIDATION_TIMEOUT_MILLIS = 500;
  private static final long IDLE_TIMEOUT_MILLIS = 60_000;
  private static final String CONNECT_TIMEOUT_SECONDS = "1";

  private final HikariDataSource connections;
  private final AtomicBoolean isAway = new AtomicBoolean();

  /** What is asked of a connection. */
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** What a row says. */
  interface Fact<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * Connects to nothing yet: the database may be away, now and later.
   *
   * @param url of JDBC, with user and password
   * @param name of the pool
   * @param seconds longest wait for an answer
   * @param settings further ones of the server
   */
  ReadOnlyDatabase(String url, String name, int seconds, String settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.setValidationTimeout(VALIDATION_TIMEOUT_MILLIS);
    config.setInitializationFailTimeout(-1);
    // Several queries of one question see the same rows.
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.addDataSourceProperty("ApplicationName", "penstock-views");
    // The server gives up before the client does.
    config.addDataSourceProperty(
        "options",
        "-c statement_timeout=%dms -c default_transaction_read_only=on %s"
            .formatted(seconds * 1_000 - 500, settings));
    config.addDataSourceProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    config.addDataSourceProperty("socketTimeout", Integer.toString(seconds));
    connections = new HikariDataSource(config);
  }

  /**
   * @throws NotReadyException where the database does not answer
   */
  <T> T ask(Question<T> question) {
    try (Connection connection = connections.getConnection()) {
      T answer = question.ask(connection);
      if (isAway.compareAndSet(true, false)) {
        LOG.info("Postgres can be read again");
      }
      return answer;
    } catch (SQLException e) {
      // Once, however many ask meanwhile.
      Level level = isAway.compareAndSet(false, true) ? Level.WARN : Level.DEBUG;
      LOG.atLevel(level).log("Postgres cannot be read: {}", e.getMessage());
      throw NotReadyException.noPostgres();
    }
  }

  static <T> List<T> rows(
      Connection connection, String query, Fact<T> fact, List<Object> parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      List<T> facts = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          facts.add(fact.of(rows));
        }
      }
      return facts;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
