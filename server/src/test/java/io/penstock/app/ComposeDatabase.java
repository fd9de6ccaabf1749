package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.process.Opened;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Stands in for the container of Postgres: a server with the user, the password and the database of
 * its environment, whose passwords count.
 */
final class ComposeDatabase implements AutoCloseable {
  private static final int PORT = 5432;

  private final Opened opened = new Opened();
  private final String jdbcUrl;
  private final Map<String, String> environment;

  private ComposeDatabase(String address, Map<String, String> environment) {
    this.jdbcUrl = "jdbc:postgresql://" + address + ":" + PORT + "/";
    this.environment = environment;
  }

  /** Starts it at the address, as the image does for the first time, and runs the scripts. */
  static ComposeDatabase start(
      Path dir, String address, Map<String, String> environment, List<String> scripts)
      throws Exception {
    ComposeDatabase database = new ComposeDatabase(address, environment);
    EmbeddedPostgres server = database.opened.add(EmbeddedPostgres.start(dir, "127.0.0.1", 0));
    try {
      database.setUp(server, scripts);
      Files.writeString(dir.resolve("data/pg_hba.conf"), "host all all all scram-sha-256\n");
      database.reload(server);
      int port = URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
      database.opened.add(Relay.start(address, PORT, port));
      Awaitility.await("passwords count").until(database::refusesAWrongPassword);
      return database;
    } catch (Exception e) {
      database.close();
      throw e;
    }
  }

  @Override
  public void close() {
    opened.close();
  }

  private void setUp(EmbeddedPostgres server, List<String> scripts) throws SQLException {
    assertThat(server.jdbcUrl()).contains("/" + environment.get("POSTGRES_DB") + "?");
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE \"%s\" SUPERUSER LOGIN PASSWORD '%s'"
              .formatted(environment.get("POSTGRES_USER"), environment.get("POSTGRES_PASSWORD")));
      for (String script : scripts) {
        statement.execute(script);
      }
    }
  }

  private void reload(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private boolean refusesAWrongPassword() throws SQLException {
    String url = jdbcUrl + environment.get("POSTGRES_DB");
    try (Connection _ =
        DriverManager.getConnection(url, environment.get("POSTGRES_USER"), "wrong")) {
      return false;
    } catch (SQLException e) {
      // Invalid password, and nothing else that may be wrong.
      if (!"28P01".equals(e.getSQLState())) {
        throw e;
      }
      return true;
    }
  }
}
