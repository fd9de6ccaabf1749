package io.penstock.ingest.commands;

import io.penstock.http.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/** A point in time until which the views are asked for the outcome of a command. */
public record Deadline(long atNanos) {
  private static final Duration PAUSE = Duration.ofMillis(20);

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  /** This one, or a later one where less than a time is left. */
  public Deadline atLeast(Duration time) {
    return left().compareTo(time) < 0 ? in(time) : this;
  }

  /**
   * @param question is told how long it may wait
   * @throws ProblemException as {@link #await(Function, Predicate)}
   */
  public <T> Optional<T> await(Function<Duration, Optional<T>> question) {
    return await(question, _ -> true);
  }

  /**
   * Asks for the outcome of a command that Kafka has taken, again and again: views may answer early
   * or be away for a moment.
   *
   * @param question is told how long it may wait
   * @param enough what is seen needs no further look; otherwise it is what was seen last
   * @throws ProblemException 504 where the views could not be asked until the end
   */
  public <T> Optional<T> await(Function<Duration, Optional<T>> question, Predicate<T> enough) {
    while (true) {
      boolean last = left().isZero();
      try {
        Optional<T> seen = question.apply(left());
        if (last || seen.filter(enough).isPresent()) {
          return seen;
        }
      } catch (RuntimeException e) {
        if (last || Thread.currentThread().isInterrupted()) {
          throw (ProblemException) new ProblemException(Problems.OUTCOME_UNKNOWN).initCause(e);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
