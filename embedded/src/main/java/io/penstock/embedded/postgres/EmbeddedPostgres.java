package io.penstock.embedded.postgres;

import io.penstock.embedded.DeletedTree;
import io.penstock.embedded.Leftover;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.Service;
import io.penstock.embedded.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** A Postgres server beside this process, with one empty database called {@code penstock}. */
public final class EmbeddedPostgres implements Service {
  private static final String DATABASE = "penstock";

  private final Path home;
  private final ProcessHandle server;
  private final String jdbcUrl;

  private EmbeddedPostgres(Path home, ProcessHandle server, String jdbcUrl) {
    this.home = home;
    this.server = server;
    this.jdbcUrl = jdbcUrl;
  }

  /**
   * Starts the server and returns when it takes connections.
   *
   * @param dir keeps the database and the server's log; a server left over from a killed run is
   *     ended
   * @param host to listen on
   * @param port to listen on; 0 takes a free one
   * @throws PortTakenException if the port belongs to another process
   * @throws StartException if the server does not come up
   */
  public static EmbeddedPostgres start(Path dir, String host, int port) {
    Path home = dir.toAbsolutePath().normalize();
    Path log = home.resolve("postgres.log");
    try {
      Path data = readyForStart(home);
      return start(home, data, log, host, port);
    } catch (IOException | SQLException e) {
      endAfterFailure(home, e);
      throw new StartException("Postgres did not start: " + e.getMessage() + ", see " + log, e);
    } catch (InterruptedException e) {
      endAfterFailure(home, e);
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while Postgres started", e);
    }
  }

  private static EmbeddedPostgres start(Path home, Path data, Path log, String host, int port)
      throws IOException, SQLException, InterruptedException {
    try (ReservedPort reserved = ReservedPort.reserve(host, port)) {
      var programs = new PostgresCommands(PostgresPrograms.find(home.resolve("programs")), log);
      if (!Files.exists(initialised(home))) {
        programs.initialise(data);
      }
      ProcessHandle server = programs.start(data, host, reserved.port());
      String base = "jdbc:postgresql://%s:%d/".formatted(host, reserved.port());
      String user = "?user=postgres&password=postgres";
      createDatabase(base + "postgres" + user);
      Files.writeString(initialised(home), "");
      return new EmbeddedPostgres(home, server, base + DATABASE + user);
    }
  }

  /** Ends a server that a killed run has left behind, and removes its stale pid file. */
  public static void endLeftover(Path dir) throws IOException {
    Path data = dir.toAbsolutePath().normalize().resolve("data");
    // INT is Postgres' fast shutdown: it does not wait for clients. The server removes its pid
    // file.
    Leftover.end(PostgresCommands.pidFile(data), data.toString(), "INT");
  }

  /** Whether it is a server of a killed run that has the port: {@link #start} ends it. */
  public static boolean leftoverHas(Path dir, int port) throws IOException {
    Path data = dir.toAbsolutePath().normalize().resolve("data");
    Path pidFile = PostgresCommands.pidFile(data);
    return Leftover.find(pidFile, data.toString()).isPresent()
        && PostgresCommands.port(pidFile) == port;
  }

  /** URL of the database with user and password. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  @Override
  public CompletableFuture<?> ended() {
    return server.onExit();
  }

  @Override
  public void close() {
    try {
      endLeftover(home);
    } catch (IOException e) {
      throw new UncheckedIOException("Postgres did not stop", e);
    }
  }

  /** Ends a left-over server and removes what a kill within the first start has left half done. */
  private static Path readyForStart(Path home) throws IOException {
    Path data = home.resolve("data");
    Files.createDirectories(home);
    endLeftover(home);
    if (!Files.exists(initialised(home))) {
      DeletedTree.delete(data);
    }
    return data;
  }

  private static void createDatabase(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      boolean exists;
      try (var rows =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        exists = rows.next();
      }
      if (!exists) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  private static void endAfterFailure(Path home, Exception failure) {
    try {
      endLeftover(home);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Path initialised(Path home) {
    return home.resolve("initialised");
  }
}
