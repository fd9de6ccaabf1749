package io.penstock.psp.simulator;

import java.util.regex.Pattern;

/** Recognises card numbers, so that none is ever taken. */
final class CardNumbers {
  /** 13 to 19 digits, single spaces or dashes between them. */
  private static final Pattern FORM = Pattern.compile("\\d(?:[ -]?\\d){12,18}");

  private CardNumbers() {}

  /** Whether this text is one: 13 to 19 digits that pass Luhn's test. */
  static boolean is(String text) {
    String stripped = text.strip();
    return FORM.matcher(stripped).matches() && passesLuhn(stripped.replaceAll("[ -]", ""));
  }

  private static boolean passesLuhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 0 ? digit : digit * 2;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }
}
