package io.penstock.topologies.flows;

/**
 * Whether the lines that came while nobody was there have been read: until then the clock says
 * nothing about what is missing. After a while the clock is believed in any case.
 */
final class Backlog {
  /** A start without a backlog waits so long for the first record. */
  static final long CALM_MS = 3_000;

  /** Most time that a backlog may take. */
  static final long MOST_MS = 300_000;

  private final long overAtMs;
  private long calmFromMs;

  Backlog(long startMs) {
    this.overAtMs = startMs + MOST_MS;
    this.calmFromMs = startMs + CALM_MS;
  }

  void saw(long recordMs, long nowMs) {
    if (recordMs < nowMs - CALM_MS) {
      calmFromMs = Math.min(overAtMs, nowMs + CALM_MS);
    }
  }

  boolean isWorkedOff(long nowMs) {
    return nowMs >= calmFromMs;
  }
}
