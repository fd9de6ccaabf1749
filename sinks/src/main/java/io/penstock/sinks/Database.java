package io.penstock.sinks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Postgres: its connections and its schema. It may be away at any time, at the start too. */
final class Database implements AutoCloseable {
  private static final long CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int VALIDATION_TIMEOUT_SECONDS = 2;

  /**
   * The server gives up before the client does, so that no orphan of a lost connection holds the
   * offsets' rows, and both long before Kafka gives the partitions to another instance.
   */
  private static final String SERVER_TIMEOUTS =
      "-c statement_timeout=45s -c idle_in_transaction_session_timeout=60s";

  private static final String SOCKET_TIMEOUT_SECONDS = "60";

  private final String url;
  private final HikariDataSource connections;
  private boolean migrated;

  Database(String url) {
    this.url = url;
    HikariConfig config = new HikariConfig();
    config.setPoolName("penstock-sinks");
    config.setJdbcUrl(url);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "penstock-sinks");
    config.addDataSourceProperty("options", SERVER_TIMEOUTS);
    config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    connections = new HikariDataSource(config);
  }

  /**
   * Brings the schema up to date; once it has, does nothing.
   *
   * @throws UnavailableException if that cannot be done now
   */
  void migrate() throws UnavailableException {
    if (!migrated) {
      migrate(url);
      migrated = true;
    }
  }

  static void migrate(String url) throws UnavailableException {
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(url, null, null)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new UnavailableException("Postgres", e);
    }
  }

  /** A connection whose changes nobody sees before its commit. */
  Connection connection() throws SQLException {
    return connections.getConnection();
  }

  boolean isReachable() {
    try (Connection connection = connections.getConnection()) {
      return connection.isValid(VALIDATION_TIMEOUT_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Cuts off what is still running. */
  @Override
  public void close() {
    connections.close();
  }
}
