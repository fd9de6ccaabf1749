package io.penstock.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A Postgres server beside this process, with one empty database called {@code penstock}. */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String DATABASE = "penstock";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
  private final String jdbcUrl;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, String jdbcUrl) {
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
      int chosen = Ports.choose(host, port);
      var server = launch(data, log, host, chosen);
      Files.writeString(initialised(home), "");
      createDatabase(server);
      return new EmbeddedPostgres(
          server,
          "jdbc:postgresql://%s:%d/%s?user=postgres&password=postgres"
              .formatted(host, chosen, DATABASE));
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new StartException("Postgres did not start: " + e.getMessage() + ", see " + log, e);
    }
  }

  /** Ends a server that a killed run has left behind, and removes its stale pid file. */
  public static void endLeftover(Path dir) throws IOException {
    Path data = dir.toAbsolutePath().normalize().resolve("data");
    // INT is Postgres' fast shutdown: it does not wait for clients.
    Leftover.end(data.resolve("postmaster.pid"), data.toString(), "INT");
  }

  /** URL of the database with user and password. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Postgres did not stop", e);
    }
  }

  /** Ends a left-over server and removes what a kill within the first start has left half done. */
  private static Path readyForStart(Path home) throws IOException {
    Path data = home.resolve("data");
    Files.createDirectories(home);
    // INT is Postgres' fast shutdown: it does not wait for clients. The server removes its pid
    // file.
    Leftover.end(data.resolve("postmaster.pid"), data.toString(), "INT");
    if (!Files.exists(initialised(home)) && Files.exists(data)) {
      delete(data);
    }
    return data;
  }

  private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres launch(
      Path data, Path log, String host, int port) throws IOException {
    return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(programs())
        .setPort(port)
        .setServerConfig("listen_addresses", host)
        // No socket file, no lock file of it that outlives a kill.
        .setServerConfig("unix_socket_directories", "")
        // The library is made for tests and switches both off.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "100")
        .setOutputRedirector(Redirect.appendTo(log.toFile()))
        .setErrorRedirector(Redirect.appendTo(log.toFile()))
        .setPGStartupWait(PATIENCE)
        .setRegisterShutdownHook(false)
        .start();
  }

  private static void createDatabase(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server)
      throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
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

  /** Where the server's programs are unpacked, once a user of the machine. */
  private static File programs() {
    return new File(
        System.getProperty("java.io.tmpdir"),
        "penstock-postgres-" + System.getProperty("user.name"));
  }

  private static Path initialised(Path home) {
    return home.resolve("initialised");
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
