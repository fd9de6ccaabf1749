package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds or ends a child process that survived the kill of an earlier parent. */
public final class Leftover {
  private static final Logger log = LoggerFactory.getLogger(Leftover.class);
  private static final long PATIENCE_SECONDS = 10;

  private Leftover() {}

  /**
   * Ends the process whose number stands in the first line of a pid file, if it is still ours, and
   * removes the file.
   *
   * @param mark what only our process has in its command line; numbers are used again by others
   * @param signal the one that asks it to end quickly and cleanly, e.g. TERM
   */
  public static void end(Path pidFile, String mark, String signal) throws IOException {
    Optional<ProcessHandle> process = find(pidFile, mark);
    if (process.isPresent()) {
      log.warn("Ending process {} of an earlier run ({})", process.get().pid(), pidFile);
      end(process.get(), signal);
    }
    Files.deleteIfExists(pidFile);
  }

  /** The process of {@link #end}, if it still runs. */
  public static Optional<ProcessHandle> find(Path pidFile, String mark) throws IOException {
    return Files.exists(pidFile)
        ? running(pidFile).filter(p -> carries(p, mark))
        : Optional.empty();
  }

  /** Ends a process: politely, and after a while by force. */
  public static void end(ProcessHandle process, String signal) throws IOException {
    if (!process.isAlive()) {
      // Its number may be somebody else's by now.
      return;
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new IOException("process " + process.pid() + " cannot be waited for", e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<ProcessHandle> running(Path pidFile) throws IOException {
    String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    return pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
  }

  private static boolean carries(ProcessHandle process, String mark) {
    return process.info().commandLine().filter(line -> line.contains(mark)).isPresent();
  }
}
