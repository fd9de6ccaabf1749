package io.penstock.views;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts for tables that people open in a spreadsheet, which runs a cell that looks like a formula.
 * What a stranger wrote into a reference must not: <a
 * href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>.
 */
final class SpreadsheetText {
  /** What begins a formula, also in full width, or a control character that hides one. */
  private static final Pattern FORMULA =
      Pattern.compile(
          "[\\s\\p{Z}\\p{Cf}\"']*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20].*|[\\t\\r\\n].*", Pattern.DOTALL);

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

  private SpreadsheetText() {}

  /** The text as it is, or behind a single quote, by which a spreadsheet takes it as text. */
  static @Nullable String of(@Nullable String text) {
    return text != null && FORMULA.matcher(text).matches() ? "'" + text : text;
  }

  /** The same for a column that mostly holds integers, which stay numbers. */
  static @Nullable String ofNumberOrText(String text) {
    return NUMBER.matcher(text).matches() ? text : of(text);
  }
}
