package io.penstock.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What a run is to be.
 *
 * @param seed of schedule and load
 * @param time after which no new fault begins
 * @param kills after so many no new fault begins; 0: only time counts
 * @param brokers 1 or 3
 * @param rate steps of the load a second
 * @param faults that are done, at least one kind
 * @param directory for state and logs
 */
public record ChaosOptions(
    long seed,
    Duration time,
    int kills,
    int brokers,
    int rate,
    Set<FaultKind> faults,
    Path directory) {
  public ChaosOptions {
    if (time.isNegative() || kills < 0 || rate < 1) {
      throw new IllegalArgumentException("time, kills and rate cannot be below nothing");
    }
    if (faults.isEmpty()) {
      throw new IllegalArgumentException("no faults are left");
    }
    faults = Set.copyOf(faults);
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("brokers: 1 or 3, not " + brokers);
    }
  }
}
