package io.penstock.psp.simulator;

import java.util.Set;

/** Of what a sum must be a multiple, as Stripe's page on currencies has it. Codes in lower case. */
final class CurrencyRules {
  private static final Set<String> WHOLE_WITH_TWO_ZEROS = Set.of("isk", "ugx");
  private static final Set<String> THREE_DIGITS = Set.of("bhd", "jod", "kwd", "omr", "tnd");

  private CurrencyRules() {}

  static long step(String currency) {
    if (WHOLE_WITH_TWO_ZEROS.contains(currency)) {
      return 100;
    }
    return THREE_DIGITS.contains(currency) ? 10 : 1;
  }

  /** Refuses what the currency's cards cannot be charged with. */
  static void require(String param, long amount, String currency) {
    long step = step(currency);
    if (amount % step != 0) {
      throw StripeError.parameter(
          param,
          "parameter_invalid_integer",
          "Invalid amount: in " + currency + " it must be a multiple of " + step + ".");
    }
  }
}
