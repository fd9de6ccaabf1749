package io.penstock.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.app.Penstock;
import io.penstock.embedded.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * `penstock up` as a process of its own.
 *
 * @param http where its API is
 * @param psp where its PSP's stand-in is
 */
record RunningPenstock(Process process, URI http, URI psp) implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  static RunningPenstock start(Path data, Map<String, String> settings) throws Exception {
    Path errors = data.resolveSibling(data.getFileName() + ".err");
    int pspPort = Ports.choose("127.0.0.1", 0);
    ProcessBuilder builder = new ProcessBuilder(command(data, pspPort));
    builder.environment().putAll(settings);
    Process process = builder.redirectError(errors.toFile()).start();
    try {
      return new RunningPenstock(
          process, ready(process, errors), URI.create("http://127.0.0.1:" + pspPort));
    } catch (Exception e) {
      process.destroy();
      throw e;
    }
  }

  private static List<String> command(Path data, int pspPort) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Penstock.class.getName(), "up", "--data", data.toString()));
    Stream.of("http", "kafka", "registry", "postgres")
        .forEach(port -> command.addAll(List.of("--" + port + "-port", "0")));
    command.addAll(List.of("--psp-port", Integer.toString(pspPort)));
    return command;
  }

  /** Address of the API, once it says that it is ready. */
  private static URI ready(Process process, Path errors) throws Exception {
    BufferedReader lines = process.inputReader(UTF_8);
    String line =
        CompletableFuture.supplyAsync(() -> lines.lines().findFirst().orElse(""))
            .get(START.toSeconds(), TimeUnit.SECONDS);
    return Stream.of(line.split(" ", -1))
        .filter(word -> word.startsWith("http="))
        .map(word -> URI.create(word.substring("http=".length())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not ready: " + text(errors)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return file + " cannot be read: " + e;
    }
  }

  /** Whatever else happens, nothing keeps running behind a test. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
