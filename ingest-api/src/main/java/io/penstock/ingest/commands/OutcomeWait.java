package io.penstock.ingest.commands;

import io.penstock.http.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks the views for the outcome of a command that Kafka has taken, again and again until a
 * deadline: views may answer early or be away for a moment.
 */
public final class OutcomeWait {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private OutcomeWait() {}

  /**
   * @param question is told how long it may wait
   * @throws ProblemException as {@link #await(Deadline, Function, Predicate)}
   */
  public static <T> Optional<T> await(Deadline deadline, Function<Duration, Optional<T>> question) {
    return await(deadline, question, _ -> true);
  }

  /**
   * @param question is told how long it may wait
   * @param enough what is seen needs no further look; otherwise it is what was seen last
   * @throws ProblemException 504 where the views could not be asked until the end
   */
  public static <T> Optional<T> await(
      Deadline deadline, Function<Duration, Optional<T>> question, Predicate<T> enough) {
    while (true) {
      boolean last = deadline.isOver();
      try {
        Optional<T> seen = question.apply(deadline.left());
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
