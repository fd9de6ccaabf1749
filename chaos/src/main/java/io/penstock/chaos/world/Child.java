package io.penstock.chaos.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is started, killed, paused and started again; its output is one growing file. */
public final class Child implements Restartable, AutoCloseable {
  private static final long STOP_SECONDS = 40;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;

  private Child(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Process process) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.process = process;
  }

  public static Child start(
      String name, List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Path log = directory.resolve(name + ".log");
    return new Child(name, command, environment, log, launch(command, environment, log));
  }

  private static Process launch(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    // Settings of whoever runs this are not those of the run.
    builder.environment().keySet().removeIf(key -> key.startsWith("PENSTOCK_"));
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void startAgain() throws IOException {
    if (!process.isAlive()) {
      process = launch(command, environment, log);
    }
  }

  @Override
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, and SIGKILL where that is not enough. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** Waits for it to end by itself. */
  int awaitEnd(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(name + " does not end; see " + log);
    }
    return process.exitValue();
  }

  /** Stands still, and knows nothing of it. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (code != 0 && process.isAlive()) {
      throw new IOException("kill -" + signal + " " + name + " ends with " + code);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
