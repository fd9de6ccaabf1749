package io.penstock.chaos.fuzz;

import java.util.List;
import java.util.SortedMap;

/**
 * What came of a run.
 *
 * @param requests that were sent
 * @param requestsPerSecond without preparation and the last checks
 * @param transfers that were accepted
 * @param payments that were accepted
 * @param slowestMs the longest wait for an answer
 * @param answers how often each status was answered; 0: the sender did not wait for an answer
 * @param faults what should not be
 */
public record FuzzReport(
    long seed,
    int requests,
    long requestsPerSecond,
    int transfers,
    int payments,
    long slowestMs,
    SortedMap<Integer, Integer> answers,
    List<String> faults) {

  public boolean holds() {
    return faults.isEmpty();
  }
}
