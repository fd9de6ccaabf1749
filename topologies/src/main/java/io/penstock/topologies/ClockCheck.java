package io.penstock.topologies;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Whether the clock that a topology runs by agrees with the broker's. Nothing expires by one that
 * does not: no hold, no wait of a flow, no settlement, no remembered id.
 */
@FunctionalInterface
public interface ClockCheck {
  /** The property of a streams application that holds it; without one the clock is believed. */
  String CONFIG = "penstock.clock.check";

  /** Each look at the clock costs a transaction, also when nothing is due. */
  Duration INTERVAL = Duration.ofSeconds(1);

  boolean isTrusted();

  /**
   * The one of an application.
   *
   * @param settings as {@code ProcessorContext.appConfigs()} gives them
   */
  static ClockCheck of(Map<String, Object> settings) {
    return settings.get(CONFIG) instanceof ClockCheck check ? check : () -> true;
  }

  /**
   * Looks at the clock once a second, while it can be trusted. Deadlines are stored and decisions
   * have a time of their own, so a replay decides the same; this only tells what has come due.
   *
   * @param onClock is given the milliseconds since 1970
   */
  static void everySecond(ProcessingContext context, LongConsumer onClock) {
    ClockCheck check = of(context.appConfigs());
    context.schedule(
        INTERVAL,
        PunctuationType.WALL_CLOCK_TIME,
        nowMs -> {
          if (check.isTrusted()) {
            onClock.accept(nowMs);
          }
        });
  }
}
