package io.penstock.domain.cards;

import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/**
 * The numbers that the large card networks give out: issuer prefix, length, and Luhn's check digit
 * (ISO/IEC 7812-1). The ranges are those that the networks publish. Lengths of 17 and 18 digits,
 * which hardly any card has and many an id, are no card's here.
 */
final class CardNetworks {
  private static final int LONGEST = 19;
  private static final int[] VISA = {13, 16, 19};
  private static final int[] DINERS = {14, 16};
  private static final int[] SIXTEEN = {16};
  private static final int[] SIXTEEN_OR_NINETEEN = {16, 19};
  private static final int[] FIFTEEN = {15};

  private static final CreditCardValidator NETWORKS =
      new CreditCardValidator(
          new CreditCardRange[] {
            // Visa
            new CreditCardRange("4", null, VISA),
            // Mastercard, Maestro
            new CreditCardRange("2221", "2720", SIXTEEN),
            new CreditCardRange("50", "58", SIXTEEN),
            new CreditCardRange("6304", null, SIXTEEN),
            new CreditCardRange("67", null, SIXTEEN),
            // American Express
            new CreditCardRange("34", null, FIFTEEN),
            new CreditCardRange("37", null, FIFTEEN),
            // Diners Club
            new CreditCardRange("300", "305", DINERS),
            new CreditCardRange("3095", null, DINERS),
            new CreditCardRange("36", null, DINERS),
            new CreditCardRange("38", "39", DINERS),
            // Discover, RuPay
            new CreditCardRange("6011", null, SIXTEEN_OR_NINETEEN),
            new CreditCardRange("644", "649", SIXTEEN_OR_NINETEEN),
            new CreditCardRange("65", null, SIXTEEN_OR_NINETEEN),
            new CreditCardRange("606985", "608500", SIXTEEN),
            new CreditCardRange("817200", "820199", SIXTEEN),
            // JCB
            new CreditCardRange("3528", "3589", SIXTEEN),
            // UnionPay
            new CreditCardRange("62", null, SIXTEEN_OR_NINETEEN),
            new CreditCardRange("810", "816", SIXTEEN_OR_NINETEEN),
            // Mir
            new CreditCardRange("2200", "2204", SIXTEEN),
          });

  private CardNetworks() {}

  /** Whether a card may have this number. The check digit is looked at first: it costs least. */
  static boolean give(String digits) {
    return digits.length() <= LONGEST
        && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(digits)
        && NETWORKS.isValid(digits);
  }
}
