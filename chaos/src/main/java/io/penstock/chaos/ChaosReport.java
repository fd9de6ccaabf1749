package io.penstock.chaos;

import io.penstock.chaos.checker.books.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed.
 *
 * @param seed of schedule and load
 * @param lastedMs from the first step of the load to the last answer
 * @param faults what was done, by kind
 * @param checks how often the five checks were made
 * @param sent steps that clients began
 * @param acknowledged those that were promised an effect
 * @param refused those that were told no
 * @param unanswered those that nobody answered within a minute
 * @param transfers with an outcome
 * @param payments that began
 * @param factsRead records that the checker folded
 * @param poisoned records of poison that brokers took
 * @param endedByThemselves instances that ended though nobody ended them
 * @param violations none, or the run failed
 * @param trouble why the run could not go on, such as a process that does not come back; null: it
 *     did
 * @param directory with the logs of all processes
 */
public record ChaosReport(
    long seed,
    long lastedMs,
    Map<FaultKind, Faults> faults,
    int checks,
    long sent,
    long acknowledged,
    long refused,
    long unanswered,
    long transfers,
    long payments,
    long factsRead,
    long poisoned,
    long endedByThemselves,
    List<Violation> violations,
    @Nullable String trouble,
    String directory) {
  /**
   * The faults of a kind.
   *
   * @param slowestReturnMs from undoing one until both instances were ready; null: none was done
   */
  public record Faults(int times, @Nullable Long slowestReturnMs) {
    Faults another(long returnMs) {
      return new Faults(
          times + 1, slowestReturnMs == null ? returnMs : Math.max(slowestReturnMs, returnMs));
    }
  }

  public boolean holds() {
    return violations.isEmpty() && trouble == null;
  }
}
