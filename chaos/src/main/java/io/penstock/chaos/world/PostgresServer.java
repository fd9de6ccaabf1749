package io.penstock.chaos.world;

import io.penstock.embedded.Ports;
import io.penstock.embedded.StartException;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Postgres at one port; its server can be killed and started again on the same data. */
final class PostgresServer implements Restartable, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Path directory;
  private final int port;
  private EmbeddedPostgres server;

  private PostgresServer(Path directory, int port, EmbeddedPostgres server) {
    this.directory = directory;
    this.port = port;
    this.server = server;
  }

  static PostgresServer start(Path directory) {
    int port = Ports.choose(World.HOST, 0);
    return new PostgresServer(directory, port, EmbeddedPostgres.start(directory, World.HOST, port));
  }

  String url() {
    return server.jdbcUrl();
  }

  /** Its sessions end by themselves. */
  @Override
  public void kill() throws IOException {
    Path pid = directory.resolve("data").resolve("postmaster.pid");
    if (Files.exists(pid)) {
      long number = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
      ProcessHandle.of(number)
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    }
    // Within this process the library holds a lock of its own on the data until it is told.
    server.close();
  }

  /** Starts it on what the kill has left; its last sessions may still hold the memory. */
  @Override
  public void startAgain() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        server = EmbeddedPostgres.start(directory, World.HOST, port);
        return;
      } catch (StartException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(POLL);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
