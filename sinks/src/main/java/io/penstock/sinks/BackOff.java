package io.penstock.sinks;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How long to leave something alone that is away: twice as long after each failure up to a cap, and
 * a random part of that, so that instances do not come back all at once. For one thread.
 */
final class BackOff {
  private final IntervalFunction steps;
  private final InstantSource clock;
  private final RandomGenerator random;
  private int failures;
  private long untilMillis = Long.MIN_VALUE;

  BackOff(Duration first, Duration longest, InstantSource clock, RandomGenerator random) {
    this.steps = IntervalFunction.ofExponentialBackoff(first, 2, longest);
    this.clock = clock;
    this.random = random;
  }

  static BackOff of(SinkSettings settings) {
    return new BackOff(
        settings.firstBackOff(),
        settings.longestBackOff(),
        InstantSource.system(),
        RandomGenerator.getDefault());
  }

  /**
   * @return how long to wait now: between half and the whole of the present step
   */
  Duration failed() {
    failures++;
    long step = steps.apply(failures);
    long wait = step - random.nextLong(step / 2 + 1);
    untilMillis = clock.millis() + wait;
    return Duration.ofMillis(wait);
  }

  /** All is well again. */
  void succeeded() {
    failures = 0;
    untilMillis = Long.MIN_VALUE;
  }

  boolean isFailing() {
    return failures > 0;
  }

  /** What is left of the wait; zero where there is none. */
  Duration remaining() {
    return isFailing()
        ? Duration.ofMillis(Math.max(0, untilMillis - clock.millis()))
        : Duration.ZERO;
  }
}
