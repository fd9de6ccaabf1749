package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service of the compose file as a process of this machine.
 *
 * @param process that runs
 * @param directory in which it was started; its output is beside it
 */
record ComposeProcess(Process process, Path directory) implements AutoCloseable {
  private static final int STOP_SECONDS = 30;

  /** Starts it with these words and with nothing but this environment. */
  static ComposeProcess start(List<String> words, Map<String, String> environment, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    Path output = directory.resolveSibling(directory.getFileName() + ".log");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    return new ComposeProcess(
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        directory);
  }

  /** Waits for it to end by itself. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** What it has written so far. */
  String output() throws IOException {
    return Files.readString(directory.resolveSibling(directory.getFileName() + ".log"));
  }

  /** Sends SIGTERM, as a container is stopped. */
  void stop() {
    process.destroy();
  }

  /** Requires that it ends within the grace of a container, without fault. */
  void requireCleanEnd() throws Exception {
    boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as("%s ended: %s", directory.getFileName(), output()).isTrue();
    assertThat(process.exitValue()).as(output()).isZero();
  }

  /** Whatever else happens, nothing keeps running behind a test. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
