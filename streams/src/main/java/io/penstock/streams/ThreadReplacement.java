package io.penstock.streams;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the death of a stream thread with a new one, which starts from the last commit. Trouble
 * that stays (a registry away, a broker down) is met with growing pauses; only a broken JVM is
 * given up. All threads of an application share one, so that their deaths add up.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final IntervalFunction PAUSES =
      IntervalFunction.ofExponentialBackoff(Duration.ofMillis(100), 2, Duration.ofSeconds(10));
  private static final Duration CALM = Duration.ofMinutes(1);
  private static final Duration ALARM_INTERVAL = Duration.ofMinutes(1);

  /** So long after a pause the new thread has shown whether it fares better. */
  private static final Duration PROBATION = Duration.ofSeconds(5);

  private final String application;
  private final Attempts attempts;
  private int deaths;
  private long lastDeathNanos;
  private long lastAlarmNanos;
  private volatile long troubledUntilNanos = System.nanoTime();

  public ThreadReplacement(String application, Attempts attempts) {
    this.application = application;
    this.attempts = attempts;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable death) {
    attempts.died();
    for (Throwable cause = death; cause != null; cause = cause.getCause()) {
      if (isOfTheMachine(cause)) {
        log.error("{} cannot go on and stops for good", application, death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
    }
    if (hasLostItsPlace(death)) {
      log.error(
          "{} cannot go on where it was and reads nothing again: a person has to look (ADR 34)",
          application,
          death);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    long now = System.nanoTime();
    Duration rest = nextPause(now);
    Optional<String> away = Infrastructure.atFault(death);
    if (away.isPresent()) {
      troubledUntilNanos = now + rest.plus(PROBATION).toNanos();
      alarm(away.get(), rest, death, now);
    } else {
      log.error("{}: a thread failed and is replaced in {}", application, rest, death);
    }
    if (sleep(rest)) {
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    log.error("{} was told to stop while a thread was to be replaced", application);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Whether something that the application needs was away a moment ago. */
  public boolean isTroubled() {
    return System.nanoTime() - troubledUntilNanos < 0;
  }

  /** What is away is said at once and every minute, not with each death. */
  private synchronized void alarm(String away, Duration rest, Throwable death, long nowNanos) {
    if (lastAlarmNanos == 0 || nowNanos - lastAlarmNanos >= ALARM_INTERVAL.toNanos()) {
      lastAlarmNanos = nowNanos;
      log.error(
          "{} stands still: {} is away or refuses; it is tried again and again",
          application,
          away,
          death);
    } else {
      log.warn("{}: {} is still away, next attempt in {}: {}", application, away, rest, death);
    }
  }

  /** Kafka Streams says so in words only where no offset was committed. */
  static boolean hasLostItsPlace(Throwable death) {
    for (Throwable cause = death; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidOffsetException
          || (cause instanceof StreamsException
              && String.valueOf(cause.getMessage()).startsWith("No valid committed offset"))) {
        return true;
      }
    }
    return false;
  }

  /** A stack overflow is the fault of what was processed. */
  private static boolean isOfTheMachine(Throwable cause) {
    return (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError))
        || cause instanceof LinkageError;
  }

  /** Twice as long each time, short again after a calm while. */
  synchronized Duration nextPause(long nowNanos) {
    boolean calm = lastDeathNanos != 0 && nowNanos - lastDeathNanos > CALM.toNanos();
    deaths = calm ? 1 : deaths + 1;
    lastDeathNanos = nowNanos;
    return Duration.ofMillis(PAUSES.apply(deaths));
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
