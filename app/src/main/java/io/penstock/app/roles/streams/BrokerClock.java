package io.penstock.app.roles.streams;

import io.penstock.topologies.ClockCheck;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * The broker's time: what the broker wrote on a record, and what has passed since by a clock that
 * nobody sets. All instances decide by it, so that one whose own clock is an hour ahead does not
 * take an hour from every hold. It is off by half the time that the record took at most, and such a
 * machine is not ready although it decides rightly: who set its clock wrong shall know.
 */
public final class BrokerClock implements Time, ClockCheck {
  /** A machine's clock farther apart from the broker's is wrong. */
  static final Duration FARTHEST_APART = Duration.ofSeconds(5);

  /** So long a comparison is believed. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  /** A rehearsal's: milliseconds by which this process takes its machine's clock to be ahead. */
  static final String SHIFT = "penstock.clock.shift.ms";

  private static final long NANOS_A_MILLI = 1_000_000;

  /** Two clocks drift apart by less than a millisecond in so many. */
  private static final int DRIFT = 500;

  private final LongSupplier wallMs;
  private final LongSupplier nanos;
  private final CompletableFuture<Void> compared = new CompletableFuture<>();
  private volatile @Nullable Comparison latest;
  private volatile @Nullable Comparison best;

  /**
   * @param wallMs the machine's clock, milliseconds since 1970
   * @param nanos what passes, from any beginning
   */
  public BrokerClock(LongSupplier wallMs, LongSupplier nanos) {
    this.wallMs = wallMs;
    this.nanos = nanos;
  }

  public static BrokerClock ofThisMachine() {
    long shift = Long.getLong(SHIFT, 0);
    return new BrokerClock(() -> System.currentTimeMillis() + shift, System::nanoTime);
  }

  /** What the broker's clock showed at a moment, give or take. */
  private record Comparison(long brokerMs, long atNanos, long errorNanos) {
    long nowMs(long nowNanos) {
      return brokerMs + Math.floorDiv(nowNanos - atNanos, NANOS_A_MILLI);
    }

    long errorNanos(long nowNanos) {
      return errorNanos + (nowNanos - atNanos) / DRIFT;
    }
  }

  /**
   * The broker wrote a time on a record.
   *
   * @param sentNanos before it was sent
   * @param answeredNanos after the broker had said so
   */
  void compare(long brokerMs, long sentNanos, long answeredNanos) {
    long half = (answeredNanos - sentNanos) / 2;
    Comparison next = new Comparison(brokerMs, sentNanos + half, half);
    Comparison before = best;
    latest = next;
    if (before == null || next.errorNanos() <= before.errorNanos(answeredNanos)) {
      best = next;
    }
    compared.complete(null);
  }

  /**
   * Runs something as soon as the time is known, in a thread of its own; before that nothing can be
   * decided.
   */
  void whenKnown(Runnable start) {
    var _ = compared.thenRunAsync(start, Thread.ofPlatform().name("begin-", 0)::start);
  }

  @Override
  public boolean isTrusted() {
    return trouble().isEmpty();
  }

  /** What is wrong, as a sentence; empty: nothing. */
  public Optional<String> trouble() {
    Comparison last = latest;
    Comparison known = best;
    if (last == null || known == null) {
      return Optional.of("this machine's clock was not compared with the broker's yet");
    }
    long now = nanos.getAsLong();
    if (now - last.atNanos() > LONGEST_SILENCE.toNanos()) {
      return Optional.of(
          "the broker has not told its time for " + LONGEST_SILENCE.toSeconds() + " s");
    }
    if (known.errorNanos(now) > FARTHEST_APART.toNanos()) {
      return Optional.of("the broker tells its time too slowly");
    }
    long aheadMs = wallMs.getAsLong() - known.nowMs(now);
    if (Math.abs(aheadMs) <= FARTHEST_APART.toMillis()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "this machine's clock is %.1f s %s the broker's; nothing expires here",
            Math.abs(aheadMs) / 1_000.0,
            aheadMs > 0 ? "ahead of" : "behind"));
  }

  @Override
  public long milliseconds() {
    Comparison known = best;
    return known == null ? wallMs.getAsLong() : known.nowMs(nanos.getAsLong());
  }

  @Override
  public long nanoseconds() {
    return Time.SYSTEM.nanoseconds();
  }

  @Override
  public void sleep(long ms) {
    Time.SYSTEM.sleep(ms);
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs)
      throws InterruptedException {
    long left = Math.max(0, deadlineMs - milliseconds());
    Time.SYSTEM.waitObject(object, condition, Time.SYSTEM.milliseconds() + left);
  }
}
