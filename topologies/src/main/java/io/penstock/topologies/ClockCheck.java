package io.penstock.topologies;

import java.util.Map;

/**
 * Whether the clock that a topology runs by agrees with the broker's. Nothing expires by one that
 * does not: no hold, no wait of a flow, no settlement, no remembered id.
 */
@FunctionalInterface
public interface ClockCheck {
  /** The property of a streams application that holds it; without one the clock is believed. */
  String CONFIG = "penstock.clock.check";

  boolean isTrusted();

  /**
   * The one of an application.
   *
   * @param settings as {@code ProcessorContext.appConfigs()} gives them
   */
  static ClockCheck of(Map<String, Object> settings) {
    return settings.get(CONFIG) instanceof ClockCheck check ? check : () -> true;
  }
}
