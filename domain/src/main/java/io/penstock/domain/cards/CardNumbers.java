package io.penstock.domain.cards;

import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds payment card numbers in text: 13 to 19 digits with a right check digit (ISO/IEC 7812-1,
 * Luhn), one space or dash between digits at most. What is known to be no card is let pass: UUIDs
 * and W3C trace contexts, words that mix letters and digits as digests do, and times since 1970 in
 * milli-, micro- or nanoseconds within ten years of now; and the neighbours of 2^63, which amounts
 * out of range are likely to be.
 */
public final class CardNumbers {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  /** {@code card4242…x} changes twice between letters and digits; digests and ids do more often. */
  private static final int MOST_CHANGES = 2;

  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?<![0-9A-Za-z])(?:"
              + "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
              + "|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})(?![0-9A-Za-z])");

  /** All but the last digit of 2^63. */
  private static final String LIMIT = "922337203685477580";

  private static final long TEN_YEARS_MS = Duration.ofDays(3653).toMillis();

  private final Clock clock;

  public CardNumbers(Clock clock) {
    this.clock = clock;
  }

  public boolean isIn(String text) {
    int at = 0;
    while (at < text.length()) {
      if (!Character.isDigit(text.charAt(at))) {
        at++;
        continue;
      }
      int end = endOfRun(text, at);
      if (end - at >= SHORTEST && isInRun(text, at, end)) {
        return true;
      }
      at = end;
    }
    return false;
  }

  private static int endOfRun(String text, int start) {
    int end = start + 1;
    while (end < text.length()) {
      if (Character.isDigit(text.charAt(end))) {
        end++;
      } else if (isSeparator(text.charAt(end))
          && end + 1 < text.length()
          && Character.isDigit(text.charAt(end + 1))) {
        end += 2;
      } else {
        break;
      }
    }
    return end;
  }

  /** Any sequence of whole groups may be the number: {@code 1 4242 4242 4242 4242}. */
  private boolean isInRun(String text, int runStart, int runEnd) {
    for (int start = runStart; start < runEnd; start++) {
      boolean groupStarts = start == runStart || isSeparator(text.charAt(start - 1));
      if (groupStarts && startsAt(text, start, runEnd)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsAt(String text, int start, int runEnd) {
    int digits = 0;
    for (int at = start; at < runEnd && digits <= LONGEST; at++) {
      if (isSeparator(text.charAt(at))) {
        continue;
      }
      digits++;
      boolean groupEnds = at + 1 == runEnd || isSeparator(text.charAt(at + 1));
      if (groupEnds && digits >= SHORTEST && digits <= LONGEST && isCard(text, start, at + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCard(String text, int start, int end) {
    return hasCheckDigit(text, start, end)
        && !isTime(text, start, end)
        && !isLimit(text, start, end)
        && changesAround(text, start) <= MOST_CHANGES
        && changesAround(text, end - 1) <= MOST_CHANGES
        && !isPartOfIdentifier(text, start, end);
  }

  private static boolean hasCheckDigit(String text, int start, int end) {
    int sum = 0;
    boolean doubled = false;
    boolean onlyZeros = true;
    for (int at = end - 1; at >= start; at--) {
      if (isSeparator(text.charAt(at))) {
        continue;
      }
      int digit = Character.digit(text.charAt(at), 10);
      onlyZeros &= digit == 0;
      sum += doubled ? digit * 2 / 10 + digit * 2 % 10 : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0 && !onlyZeros;
  }

  private boolean isTime(String text, int start, int end) {
    int perMillisecond =
        switch (end - start) {
          case 13 -> 1;
          case 16 -> 1_000;
          case 19 -> 1_000_000;
          default -> 0;
        };
    if (perMillisecond == 0 || !text.substring(start, end).chars().allMatch(Character::isDigit)) {
      return false;
    }
    // The largest long begins as 19 digits may; what does not fit is no time near now.
    long value = parsedOrMax(text.substring(start, end));
    return Math.abs(value / perMillisecond - clock.millis()) <= TEN_YEARS_MS;
  }

  private static boolean isLimit(String text, int start, int end) {
    return end - start == LONGEST && text.startsWith(LIMIT, start);
  }

  private static long parsedOrMax(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** How often the word around a digit changes between letters and digits. */
  private static int changesAround(String text, int digit) {
    int start = digit;
    while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
      start--;
    }
    int end = digit + 1;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    int changes = 0;
    for (int at = start + 1; at < end && changes <= MOST_CHANGES; at++) {
      if (Character.isDigit(text.charAt(at)) != Character.isDigit(text.charAt(at - 1))) {
        changes++;
      }
    }
    return changes;
  }

  private static boolean isPartOfIdentifier(String text, int start, int end) {
    Matcher identifiers = IDENTIFIER.matcher(text);
    // The longest identifier has 55 characters.
    identifiers.region(Math.max(0, start - 64), Math.min(text.length(), end + 64));
    identifiers.useTransparentBounds(true);
    while (identifiers.find()) {
      if (identifiers.start() < end && start < identifiers.end()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-' || (c > 127 && isOtherSeparator(c));
  }

  private static boolean isOtherSeparator(char c) {
    int type = Character.getType(c);
    return type == Character.SPACE_SEPARATOR || type == Character.DASH_PUNCTUATION;
  }
}
