package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Apicurio Registry as a process beside this one, with the API of Confluent's registry. */
public final class EmbeddedRegistry implements Service {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final Path pidFile;
  private final String url;

  private EmbeddedRegistry(Process process, Path pidFile, String url) {
    this.process = process;
    this.pidFile = pidFile;
    this.url = url;
  }

  /**
   * Starts the registry and returns when it answers; new schemas must be backward-transitive.
   *
   * @param dir keeps schemas, log and pid file; a registry left over from a killed run is ended
   * @param host to listen on
   * @param port to listen on; 0 takes a free one
   * @throws PortTakenException if the port belongs to another process
   * @throws StartException if the registry does not come up
   */
  public static EmbeddedRegistry start(Path dir, String host, int port) {
    Path home = dir.toAbsolutePath().normalize();
    Path pidFile = pidFileOf(home);
    try {
      Files.createDirectories(home);
      endLeftover(home);
      int chosen = Ports.choose(host, port);
      Process process = launch(home, host, chosen);
      Files.writeString(pidFile, Long.toString(process.pid()));
      var registry =
          new EmbeddedRegistry(
              process, pidFile, "http://" + host + ":" + chosen + "/apis/ccompat/v7");
      registry.awaitAnswer(logOf(home));
      return registry;
    } catch (IOException e) {
      throw new StartException("the schema registry did not start in " + home, e);
    }
  }

  /** Ends a registry that a killed run has left behind. */
  public static void endLeftover(Path dir) throws IOException {
    Path home = dir.toAbsolutePath().normalize();
    Leftover.end(pidFileOf(home), mark(home), "TERM");
  }

  /** Base of the Confluent-compatible API. */
  public String url() {
    return url;
  }

  @Override
  public CompletableFuture<?> ended() {
    return process.onExit();
  }

  @Override
  public void close() {
    try {
      Leftover.end(process.toHandle(), "TERM");
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("the schema registry did not stop", e);
    }
  }

  private static Process launch(Path home, String host, int port) throws IOException {
    Path program = RegistryProgram.find();
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            // Ctrl-C reaches the whole terminal group; who started us ends us in good order.
            "trap '' INT; exec \"$0\" \"$@\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            mark(home),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=" + host,
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.http.access-log.enabled=false",
            "-Dquarkus.management.host=" + host,
            "-Dquarkus.management.port=0",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            // Without the delay a kill cannot take back an id that was given out.
            "-Dapicurio.datasource.url=jdbc:h2:file:" + home.resolve("schemas") + ";WRITE_DELAY=0",
            "-jar",
            program.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logOf(home).toFile()))
        .start();
  }

  /** Setting the rule is the first question that needs the whole registry to be up. */
  private void awaitAnswer(Path log) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      while (!rules(http)) {
        if (!process.isAlive()) {
          throw new StartException("the schema registry ended at once, see " + log);
        }
        if (System.nanoTime() > deadline) {
          close();
          throw new StartException(
              "the schema registry did not answer within "
                  + PATIENCE.toSeconds()
                  + " s, see "
                  + log);
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the schema registry started", e);
    }
  }

  private boolean rules(HttpClient http) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/config"))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD_TRANSITIVE\"}"))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String mark(Path home) {
    return "-Dpenstock.registry.dir=" + home;
  }

  private static Path pidFileOf(Path home) {
    return home.resolve("registry.pid");
  }

  private static Path logOf(Path home) {
    return home.resolve("registry.log");
  }
}
