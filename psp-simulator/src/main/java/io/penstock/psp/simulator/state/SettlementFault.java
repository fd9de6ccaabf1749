package io.penstock.psp.simulator.state;

import java.util.Arrays;
import java.util.Locale;

/** A deliberate error in what the PSP says it settled, for reconciliation to find. */
public enum SettlementFault {
  /** The line is not there. */
  MISSING,
  /** The line is there twice, the second time with an id of its own. */
  DOUBLED,
  /** One minor unit too much. */
  CENT_OFF,
  /** Another currency. */
  WRONG_CURRENCY,
  /** A fee that is too high by 25 minor units. */
  EXTRA_FEE,
  /** Besides the line, one for a charge that nobody knows. */
  UNKNOWN,
  /** The line comes later than it should. */
  LATE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is no such fault
   */
  public static SettlementFault named(String label) {
    return Arrays.stream(values())
        .filter(fault -> fault.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no settlement fault is called "
                        + label
                        + ", only "
                        + Arrays.stream(values()).map(SettlementFault::label).toList()));
  }
}
