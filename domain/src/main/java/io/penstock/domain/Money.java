package io.penstock.domain;

/**
 * An exact amount of one currency; it may be negative. Nothing is ever rounded: what does not fit
 * throws.
 *
 * @param amountMinor minor units of the currency (cents for USD), -2^63 to 2^63-1
 * @param currency ISO 4217 code; a withdrawn one is allowed, since the journal keeps it for ever
 */
public record Money(long amountMinor, String currency) {

  public static Money zero(String currency) {
    return new Money(0, currency);
  }

  /**
   * @throws ArithmeticException if the sum does not fit
   * @throws IllegalArgumentException if the currencies differ
   */
  public Money plus(Money other) {
    return new Money(Math.addExact(amountMinor, amountOf(other)), currency);
  }

  /**
   * @throws ArithmeticException if the difference does not fit
   * @throws IllegalArgumentException if the currencies differ
   */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(amountMinor, amountOf(other)), currency);
  }

  private long amountOf(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "money of two currencies: " + currency + " and " + other.currency);
    }
    return other.amountMinor;
  }
}
