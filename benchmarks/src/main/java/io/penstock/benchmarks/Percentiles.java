package io.penstock.benchmarks;

import java.util.Arrays;

/** Latencies of a run, in microseconds. */
public record Percentiles(long p50, long p95, long p99, long max) {

  /** Of durations in nanoseconds. */
  public static Percentiles of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Percentiles(
        at(sorted, 50), at(sorted, 95), at(sorted, 99), sorted[sorted.length - 1] / 1_000);
  }

  private static long at(long[] sorted, int percent) {
    int rank = Math.max(1, Math.ceilDiv(sorted.length * percent, 100));
    return sorted[rank - 1] / 1_000;
  }
}
