package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** `penstock up` as a process of its own, and a client of its API. */
record UpProcess(Process process, Map<String, String> addresses) implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  /** Starts it and waits for its ready line; without one there are no addresses. */
  static UpProcess start(Path data, String... options) throws IOException {
    return start(data, Map.of(), options);
  }

  /** The same with further settings. */
  static UpProcess start(Path data, Map<String, String> settings, String... options)
      throws IOException {
    Process process = launch(data, settings, options);
    String ready = firstLine(process, errors(data));
    return new UpProcess(process, ready == null ? Map.of() : parse(ready));
  }

  /** Starts it and waits for nothing. */
  static Process launch(Path data, String... options) throws IOException {
    return launch(data, Map.of(), options);
  }

  private static Process launch(Path data, Map<String, String> settings, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives too short for the second compiler and for collector threads to pay.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Penstock.class.getName(), "up", "--data", data.toString()));
    for (String port :
        List.of("--http-port", "--kafka-port", "--registry-port", "--postgres-port")) {
      if (!List.of(options).contains(port)) {
        command.addAll(List.of(port, "0"));
      }
    }
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(settings);
    return builder.redirectError(errors(data).toFile()).start();
  }

  /** Null if it ended without one. */
  private static @Nullable String firstLine(Process process, Path errors) throws IOException {
    BufferedReader lines = process.inputReader(UTF_8);
    CompletableFuture<Optional<String>> line =
        CompletableFuture.supplyAsync(() -> lines.lines().findFirst());
    try {
      return line.get(START.toSeconds(), TimeUnit.SECONDS).orElse(null);
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      process.destroy();
      throw new IllegalStateException("not ready: " + Files.readString(errors), e);
    }
  }

  private static Path errors(Path data) {
    return data.resolveSibling(data.getFileName() + ".err");
  }

  /** What `up` with this data said of itself, from its last start on. */
  static String said(Path data) throws IOException {
    return Files.readString(errors(data));
  }

  String address(String name) {
    return addresses.getOrDefault(name, "");
  }

  /** Options with which another one takes the same ports. */
  String[] ports() {
    return new String[] {
      "--http-port", port(URI.create(address("http"))),
      "--kafka-port", port(URI.create("kafka://" + address("kafka"))),
      "--registry-port", port(URI.create(address("registry"))),
      "--postgres-port", port(URI.create(address("postgres").substring("jdbc:".length())))
    };
  }

  private static String port(URI address) {
    return Integer.toString(address.getPort());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(address("http") + path)).build());
  }

  /** What the registry knows. */
  HttpResponse<String> subjects() throws Exception {
    return send(HttpRequest.newBuilder(URI.create(address("registry") + "/subjects")).build());
  }

  HttpResponse<String> post(String path, String key, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(address("http") + path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .header("Prefer", "wait=30")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Whatever else happens, nothing keeps running behind a test. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private static Map<String, String> parse(String ready) {
    return Stream.of(ready.split(" ", -1))
        .filter(word -> word.contains("="))
        .map(word -> word.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
