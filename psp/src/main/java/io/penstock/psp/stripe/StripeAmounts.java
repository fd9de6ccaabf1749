package io.penstock.psp.stripe;

import io.penstock.domain.psp.PspAmounts;
import io.penstock.schemas.PspRequest;
import java.util.Locale;
import java.util.OptionalLong;

/** Our minor units as Stripe writes them, and back. */
final class StripeAmounts {
  private static final PspAmounts AMOUNTS = PspAmounts.of(StripeConnector.NAME);

  private StripeAmounts() {}

  /** A request's amount; empty where Stripe cannot charge it. */
  static OptionalLong of(PspRequest request) {
    return AMOUNTS.toPsp(request.getAmountMinor(), request.getCurrency());
  }

  /**
   * A sum that Stripe names, in minor units.
   *
   * @throws InexactAmountException if it holds a part of a minor unit: nothing is rounded
   */
  static long minor(long amount, String currency) {
    return AMOUNTS
        .fromPsp(amount, code(currency))
        .orElseThrow(() -> new InexactAmountException(amount + " of " + currency));
  }

  /** As ISO 4217 writes it. */
  static String code(String currency) {
    return currency.toUpperCase(Locale.ROOT);
  }

  /** An amount of Stripe's that our minor units cannot express. */
  static final class InexactAmountException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InexactAmountException(String amount) {
      super("not a whole number of minor units: " + amount);
    }
  }
}
