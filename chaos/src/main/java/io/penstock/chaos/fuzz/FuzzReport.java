package io.penstock.chaos.fuzz;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * What came of a run.
 *
 * @param requests that were sent
 * @param took time for them, without preparation and the last checks
 * @param statuses how often each was answered; 0: the sender did not wait for an answer
 * @param transfers that were accepted
 * @param payments that were accepted
 * @param slowest the longest wait for an answer
 * @param faults what should not be
 */
public record FuzzReport(
    long seed,
    int requests,
    Duration took,
    SortedMap<Integer, Integer> statuses,
    int transfers,
    int payments,
    Duration slowest,
    List<String> faults) {

  public boolean holds() {
    return faults.isEmpty();
  }

  /** Requests a second. */
  public long rate() {
    return took.isZero() ? 0 : requests * 1_000L / Math.max(1, took.toMillis());
  }
}
