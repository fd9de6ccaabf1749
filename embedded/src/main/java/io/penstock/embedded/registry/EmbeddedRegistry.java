package io.penstock.embedded.registry;

import io.penstock.embedded.Leftover;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.ReservedPort;
import io.penstock.embedded.Service;
import io.penstock.embedded.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Apicurio Registry as a process beside this one, with the API of Confluent's registry. */
public final class EmbeddedRegistry implements Service {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For one that has been up: it answers, or it is of no use. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(50);

  private static final String PORT = "-Dquarkus.http.port=";

  /** Names the directory where none of the usual places holds it. */
  static final String HOME_PROPERTY = "penstock.registry.home";

  private final ProcessHandle process;
  private final Path pidFile;
  private final String url;

  private EmbeddedRegistry(ProcessHandle process, Path pidFile, String host, int port) {
    this.process = process;
    this.pidFile = pidFile;
    this.url = "http://" + host + ":" + port + "/apis/ccompat/v7";
  }

  /**
   * Starts the registry and returns when it answers; new schemas must be backward-transitive.
   *
   * @param dir keeps schemas, log and pid file; a registry left over from a killed run is taken
   *     over if it is the very one that would be started, and answers; otherwise it is ended
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
      Optional<EmbeddedRegistry> leftover =
          leftover(home, host, port).map(p -> new EmbeddedRegistry(p, pidFile, host, port));
      if (leftover.isPresent() && leftover.get().answersWithin(SHORT_PATIENCE)) {
        return leftover.get();
      }
      endLeftover(home);
      try (ReservedPort reserved = ReservedPort.reserve(host, port)) {
        ProcessHandle process = launch(home, host, reserved.port()).toHandle();
        Files.writeString(pidFile, Long.toString(process.pid()));
        var registry = new EmbeddedRegistry(process, pidFile, host, reserved.port());
        registry.requireAnswer(logOf(home));
        return registry;
      }
    } catch (IOException e) {
      throw new StartException("the schema registry did not start in " + home, e);
    }
  }

  /** Whether it is a registry of a killed run that has the port: {@link #start} copes with it. */
  public static boolean leftoverHas(Path dir, int port) throws IOException {
    return Leftover.find(pidFileOf(dir.toAbsolutePath().normalize()), PORT + port + " ")
        .isPresent();
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
      Leftover.end(process, "TERM");
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("the schema registry did not stop", e);
    }
  }

  /** The same program, not built anew since, with the same state, host and port. */
  private static Optional<ProcessHandle> leftover(Path home, String host, int port)
      throws IOException {
    Path program = program();
    Instant built = Files.getLastModifiedTime(program).toInstant();
    String arguments = String.join(" ", arguments(home, host, port, program));
    return Leftover.find(pidFileOf(home), arguments)
        .filter(p -> p.info().startInstant().filter(built::isBefore).isPresent());
  }

  private static Process launch(Path home, String host, int port) throws IOException {
    List<String> command = new ArrayList<>();
    // Ctrl-C reaches the whole terminal group; who started us ends us in good order.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments(home, host, port, program()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logOf(home).toFile()))
        .start();
  }

  private static List<String> arguments(Path home, String host, int port, Path program) {
    return List.of(
        mark(home),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dquarkus.http.host=" + host,
        PORT + port,
        "-Dquarkus.http.access-log.enabled=false",
        "-Dquarkus.management.host=" + host,
        "-Dquarkus.management.port=0",
        "-Dapicurio.storage.kind=sql",
        "-Dapicurio.storage.sql.kind=h2",
        // Without the delay a kill cannot take back an id that was given out.
        "-Dapicurio.datasource.url=jdbc:h2:file:" + home.resolve("schemas") + ";WRITE_DELAY=0",
        "-jar",
        program.toString());
  }

  private void requireAnswer(Path log) {
    if (answersWithin(PATIENCE)) {
      return;
    }
    if (!process.isAlive()) {
      throw new StartException("the schema registry ended at once, see " + log);
    }
    close();
    throw new StartException(
        "the schema registry did not answer within %d s, see %s"
            .formatted(PATIENCE.toSeconds(), log));
  }

  /** Setting the rule is the first question that needs the whole registry to be up. */
  private boolean answersWithin(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build()) {
      while (!rules(http, patience)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          return false;
        }
        Thread.sleep(POLL);
      }
      return true;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the schema registry started", e);
    }
  }

  private boolean rules(HttpClient http, Duration patience) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/config"))
            .header("Content-Type", "application/json")
            .timeout(patience)
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

  /**
   * The program's jar: in a checkout the directory {@code registry} stands beside our classes or
   * jar, in the distribution beside the {@code lib} that holds our jar.
   */
  private static Path program() {
    List<Path> places = places(System.getProperty(HOME_PROPERTY));
    return places.stream()
        .map(place -> place.resolve("quarkus-run.jar"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "the schema registry's program is in none of "
                        + places
                        + "; build the module `embedded`, or name its directory with -D"
                        + HOME_PROPERTY));
  }

  private static List<Path> places(@Nullable String named) {
    if (named != null) {
      return List.of(Path.of(named));
    }
    Path ours = whereWeAre();
    return Stream.of(ours.resolveSibling("registry"), ours.resolve("../../registry").normalize())
        .toList();
  }

  private static Path whereWeAre() {
    try {
      return Path.of(
          EmbeddedRegistry.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new StartException("cannot tell where the program is installed", e);
    }
  }
}
