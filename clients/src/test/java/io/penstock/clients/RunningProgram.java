package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code penstock up} as a process of its own, and where it listens. */
record RunningProgram(Process process, Map<String, String> addresses) implements AutoCloseable {
  private static final int START_MINUTES = 5;

  /** Starts it on free ports and waits for its ready line. */
  static RunningProgram start(Path directory)
      throws IOException, InterruptedException, ExecutionException {
    Path errors = directory.resolve("up.err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives too short for the second compiler and for collector threads to pay.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.app.Penstock",
                "up",
                "--data=" + directory.resolve("data"),
                "--http-port=0",
                "--kafka-port=0",
                "--registry-port=0",
                "--postgres-port=0")
            .redirectError(errors.toFile())
            .start();
    var ready = CompletableFuture.supplyAsync(() -> process.inputReader(UTF_8).lines().findFirst());
    try {
      Optional<String> line = ready.get(START_MINUTES, TimeUnit.MINUTES);
      return new RunningProgram(process, addresses(line.orElseThrow()));
    } catch (TimeoutException | RuntimeException e) {
      process.destroy();
      process.waitFor();
      throw new IllegalStateException("it did not start: " + Files.readString(errors), e);
    }
  }

  /** Of {@code http=… kafka=… registry=… postgres=…}, each as {@code PENSTOCK_HTTP} and so on. */
  private static Map<String, String> addresses(String ready) {
    return Stream.of("http", "kafka", "registry")
        .collect(
            Collectors.toMap(
                name -> "PENSTOCK_" + name.toUpperCase(Locale.ROOT), name -> of(ready, name)));
  }

  private static String of(String ready, String name) {
    return List.of(ready.split(" ", -1)).stream()
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(ready));
  }

  /** Nothing keeps running behind a test. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
