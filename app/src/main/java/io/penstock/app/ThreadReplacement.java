package io.penstock.app;

import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the death of a stream thread with a new one, which starts from the last commit. Trouble
 * that stays (a registry away, a broker down) is met with growing pauses; only a broken JVM is
 * given up.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CALM = Duration.ofMinutes(1);

  private final String application;
  private Duration pause = FIRST_PAUSE;
  private long lastDeathNanos;

  ThreadReplacement(String application) {
    this.application = application;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable death) {
    for (Throwable cause = death; cause != null; cause = cause.getCause()) {
      if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
        log.error("{} cannot go on", application, death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
    }
    Duration rest = nextPause(System.nanoTime());
    log.error("{}: a thread died and is replaced in {}", application, rest, death);
    return sleep(rest)
        ? StreamThreadExceptionResponse.REPLACE_THREAD
        : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Twice as long each time, short again after a calm while. */
  synchronized Duration nextPause(long nowNanos) {
    boolean calm = lastDeathNanos != 0 && nowNanos - lastDeathNanos > CALM.toNanos();
    Duration rest = calm ? FIRST_PAUSE : pause;
    Duration doubled = rest.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    lastDeathNanos = nowNanos;
    return rest;
  }

  private static boolean sleep(Duration rest) {
    try {
      Thread.sleep(rest);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
