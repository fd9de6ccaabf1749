package io.penstock.psp.simulator.wire;

import java.util.regex.Pattern;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/** Recognises card numbers, so that none is ever taken. */
final class CardNumbers {
  /** 13 to 19 digits, single spaces or dashes between them. */
  private static final Pattern FORM = Pattern.compile("\\d(?:[ -]?\\d){12,18}");

  private CardNumbers() {}

  /** Whether this text is one: 13 to 19 digits that pass Luhn's test. */
  static boolean is(String text) {
    String stripped = text.strip();
    return FORM.matcher(stripped).matches()
        && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(stripped.replaceAll("[ -]", ""));
  }
}
