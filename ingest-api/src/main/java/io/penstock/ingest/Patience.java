package io.penstock.ingest;

import io.penstock.ingest.CommittedViews.Seen;
import io.penstock.ingest.CommittedViews.ViewsUnavailableException;
import io.penstock.schemas.http.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Asks the views for the outcome of a command that Kafka has taken, again and again until a
 * deadline: views may answer early or be away for a moment.
 */
final class Patience {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Patience() {}

  /**
   * @param question is told how long it may wait
   * @throws ProblemException 504 where the views could not be asked until the end
   */
  static Optional<Seen> await(Deadline deadline, Function<Duration, Optional<Seen>> question) {
    while (true) {
      boolean last = deadline.isOver();
      try {
        Optional<Seen> seen = question.apply(deadline.left());
        if (seen.isPresent() || last) {
          return seen;
        }
      } catch (ViewsUnavailableException e) {
        if (last || Thread.currentThread().isInterrupted()) {
          throw (ProblemException) new ProblemException(Problems.OUTCOME_UNKNOWN).initCause(e);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
