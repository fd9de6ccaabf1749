package io.penstock.benchmarks;

/**
 * What a benchmark runs.
 *
 * @param transfers measured, after as many for warming up
 * @param accounts between which money moves, in random pairs
 * @param partitions of every topic
 * @param threads of the topology
 * @param commitIntervalMs of the topology under full load, milliseconds
 * @param seed of the random pairs
 */
public record Workload(
    int transfers, int accounts, int partitions, int threads, long commitIntervalMs, long seed) {

  /** Refuses what cannot be run. */
  public Workload {
    if (transfers < 1 || accounts < 2 || partitions < 1 || threads < 1 || commitIntervalMs < 1) {
      throw new IllegalArgumentException(
          "transfers, partitions, threads and commit interval must be 1 or more, accounts 2");
    }
  }
}
