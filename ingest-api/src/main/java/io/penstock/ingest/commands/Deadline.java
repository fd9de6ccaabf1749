package io.penstock.ingest.commands;

import java.time.Duration;

/** A point in time until which someone waits. */
public record Deadline(long atNanos) {

  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  boolean isOver() {
    return left().isZero();
  }

  /** This one, or a later one where less than a time is left. */
  public Deadline atLeast(Duration time) {
    return left().compareTo(time) < 0 ? in(time) : this;
  }
}
