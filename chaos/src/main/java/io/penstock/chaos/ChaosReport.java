package io.penstock.chaos;

import io.penstock.chaos.checker.books.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed.
 *
 * @param seed of schedule and load
 * @param lasted from the first step of the load to the last answer
 * @param faults how many of each kind were done
 * @param slowestReturn from undoing a fault until both instances were ready, by kind
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
    Duration lasted,
    Map<FaultKind, Integer> faults,
    Map<FaultKind, Duration> slowestReturn,
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
    Path directory) {

  public boolean holds() {
    return violations.isEmpty() && trouble == null;
  }
}
