package io.penstock.app.bench;

import io.penstock.app.Penstock;
import io.penstock.app.local.LocalPorts;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.Setting;
import io.penstock.embedded.ReservedPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** `penstock run balances` as a process that can be killed. */
final class LedgerProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final URI ready;
  private final ReservedPort port;

  private LedgerProcess(String name, Process process, URI ready, ReservedPort port) {
    this.name = name;
    this.process = process;
    this.ready = ready;
    this.port = port;
  }

  /**
   * Starts it and waits for nothing.
   *
   * @param name its instance id; state and log are in the directory, named after it
   * @param port for its listener; let go when it is closed
   */
  static LedgerProcess start(
      String name, Path directory, ReservedPort port, Map<Setting, String> settings)
      throws IOException {
    int httpPort = port.port();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                Penstock.class.getName(),
                "run",
                "balances"));
    settings.forEach((setting, value) -> builder.environment().put(setting.key(), value));
    builder.environment().put(Setting.INSTANCE_ID.key(), name);
    builder.environment().put(Setting.STATE_DIR.key(), directory.resolve(name).toString());
    builder.environment().put(Setting.HTTP_HOST.key(), LocalPorts.HOST);
    builder.environment().put(Setting.HTTP_PORT.key(), Integer.toString(httpPort));
    builder.redirectErrorStream(true).redirectOutput(directory.resolve(name + ".log").toFile());
    URI ready = URI.create("http://" + LocalPorts.HOST + ":" + httpPort + "/health/ready");
    return new LedgerProcess(name, builder.start(), ready, port);
  }

  String name() {
    return name;
  }

  /**
   * @throws CommandFailure if it has ended
   */
  boolean isReady() {
    if (!process.isAlive()) {
      throw new CommandFailure(name + " ended with code " + process.exitValue());
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(ready).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /** Ends it without a word to anyone, and returns when it is dead. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
    port.close();
  }
}
