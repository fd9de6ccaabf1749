package io.penstock.domain.cards;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds payment card numbers in text, however they are written: in digits of any script, in groups
 * with anything between them that is neither letter nor digit, glued to an expiry date, and in what
 * a card's stripe or chip tells (ISO/IEC 7813 tracks, EMV tags 57 and 5A). UUIDs, W3C trace
 * contexts and words that mix letters and digits, as digests and ULIDs do, are no cards.
 */
public final class CardNumbers {
  private static final int SHORTEST = 13;

  /** A number of 19 digits, a month with its year in six, and a security code. */
  private static final int LONGEST = 29;

  /** Of characters between two groups; behind more of them something else begins. */
  private static final int WIDEST_GAP = 5;

  /** {@code card4242…x} changes twice between letters and digits; digests and ids do more often. */
  private static final int MOST_CHANGES = 2;

  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?<![0-9A-Za-z])(?:"
              + "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
              + "|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})(?![0-9A-Za-z])");

  private static final String MONTH_YEAR = "(?:0[1-9]|1[0-2])(?:20)?[2-4][0-9]";
  private static final String YEAR_MONTH = "(?:20)?[2-4][0-9](?:0[1-9]|1[0-2])";

  /** A month of this and the next decades in four or six digits, and perhaps a security code. */
  private static final Pattern EXPIRY =
      Pattern.compile("(?:" + MONTH_YEAR + '|' + YEAR_MONTH + ")(?:[0-9]{3,4})?");

  /** A stripe's second track as the chip tells it: number, D, expiry, service code. */
  private static final Pattern CHIP_TRACK =
      Pattern.compile("(?<![0-9])([0-9]{13,}+)[Dd][0-9]{2}(?:0[1-9]|1[0-2])[0-9]{3}");

  /** The chip's tag 5A with its length in bytes. */
  private static final Pattern CHIP_NUMBER =
      Pattern.compile("(?i)5A(?:07([0-9]{14}|[0-9]{13}F)|08([0-9]{15,16})|0A([0-9]{19}))(?![0-9])");

  /** An amount: with thousands apart, or with decimals, or both. */
  private static final Pattern AMOUNT =
      Pattern.compile("[0-9]{1,3}(?:[,.' _][0-9]{3})+(?:[.,][0-9]{1,3})?|[0-9]+[.,][0-9]{1,3}");

  /** How groups of digits are written on cards where they are not all of one size. */
  private static final List<List<Integer>> WRITTEN =
      List.of(List.of(4, 6, 5), List.of(4, 6, 4), List.of(6, 13), List.of(6, 10));

  /** Digits without anything between them. */
  private record Group(int start, int end, String digits) {
    int size() {
      return digits.length();
    }
  }

  public boolean isIn(String text) {
    if (text.length() < SHORTEST) {
      return false;
    }
    String plain = plain(text);
    if (!hasEnoughDigits(plain)) {
      return false;
    }
    return isInChipData(plain) || runs(plain).stream().anyMatch(run -> isInRun(plain, run));
  }

  /** One character a digit, and an ordinary one for a fullwidth, circled or mathematical one. */
  private static String plain(String text) {
    return text.chars().allMatch(c -> c < 128)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static boolean hasEnoughDigits(String text) {
    int digits = 0;
    for (int at = 0; at < text.length() && digits < SHORTEST; at++) {
      if (Character.isDigit(text.charAt(at))) {
        digits++;
      }
    }
    return digits == SHORTEST;
  }

  private static boolean isInChipData(String text) {
    return CHIP_TRACK.matcher(text).results().anyMatch(track -> endsWithCard(track.group(1)))
        || CHIP_NUMBER
            .matcher(text)
            .results()
            .anyMatch(tag -> endsWithCard(tag.group().replaceAll("(?i)^5A0.|F", "")));
  }

  private static boolean endsWithCard(String digits) {
    for (int length = SHORTEST; length <= Math.min(19, digits.length()); length++) {
      if (CardNetworks.give(digits.substring(digits.length() - length))) {
        return true;
      }
    }
    return false;
  }

  /** Groups with little between them that is neither letter nor digit. */
  private static List<List<Group>> runs(String text) {
    List<List<Group>> runs = new ArrayList<>();
    int lastEnd = -1;
    for (int at = 0; at < text.length(); ) {
      if (!Character.isDigit(text.charAt(at))) {
        at++;
        continue;
      }
      Group group = group(text, at);
      if (lastEnd < 0 || !isGap(text, lastEnd, at)) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(group);
      lastEnd = group.end();
      at = group.end();
    }
    return runs;
  }

  private static Group group(String text, int start) {
    StringBuilder digits = new StringBuilder();
    int end = start;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      digits.append(Character.digit(text.charAt(end), 10));
      end++;
    }
    return new Group(start, end, digits.toString());
  }

  private static boolean isGap(String text, int start, int end) {
    return end - start <= WIDEST_GAP
        && text.substring(start, end).chars().noneMatch(Character::isLetterOrDigit);
  }

  private static boolean isInRun(String text, List<Group> run) {
    for (int first = 0; first < run.size(); first++) {
      StringBuilder digits = new StringBuilder();
      for (int last = first; last < run.size(); last++) {
        digits.append(run.get(last).digits());
        if (digits.length() > LONGEST) {
          break;
        }
        List<Group> groups = run.subList(first, last + 1);
        if (digits.length() >= SHORTEST
            && isCard(digits.toString())
            && (groups.size() == run.size() || isWrittenSo(groups))
            && !isOther(text, groups)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All of one size but a shorter last one, or as on some networks' cards. */
  private static boolean isWrittenSo(List<Group> groups) {
    int size = groups.getFirst().size();
    boolean even = groups.stream().limit(groups.size() - 1L).allMatch(each -> each.size() == size);
    return (even && groups.getLast().size() <= size)
        || WRITTEN.contains(groups.stream().map(Group::size).toList());
  }

  /** Alone, or beside its expiry date. */
  private static boolean isCard(String digits) {
    return CardNetworks.give(digits)
        || isBefore(digits, 15)
        || isBefore(digits, 16)
        || isBefore(digits, 19)
        || isBehind(digits, 16);
  }

  private static boolean isBefore(String digits, int length) {
    return digits.length() > length
        && EXPIRY.matcher(digits).region(length, digits.length()).matches()
        && CardNetworks.give(digits.substring(0, length));
  }

  /** Of no other length: 64-bit ids may begin with what reads as a month. */
  private static boolean isBehind(String digits, int length) {
    int rest = digits.length() - length;
    return rest > 0
        && EXPIRY.matcher(digits).region(0, rest).matches()
        && CardNetworks.give(digits.substring(rest));
  }

  private static boolean isOther(String text, List<Group> groups) {
    int start = groups.getFirst().start();
    int end = groups.getLast().end();
    return AMOUNT.matcher(text).region(start, end).matches()
        || changesAround(text, start) > MOST_CHANGES
        || changesAround(text, end - 1) > MOST_CHANGES
        || isPartOfIdentifier(text, start, end);
  }

  /** How often the word around a digit changes between letters and digits; counted no further. */
  private static int changesAround(String text, int digit) {
    int changes = 0;
    for (int at = digit; changes <= MOST_CHANGES && isWord(text, at - 1); at--) {
      changes += isChange(text, at) ? 1 : 0;
    }
    for (int at = digit + 1; changes <= MOST_CHANGES && isWord(text, at); at++) {
      changes += isChange(text, at) ? 1 : 0;
    }
    return changes;
  }

  private static boolean isWord(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  private static boolean isChange(String text, int at) {
    return Character.isDigit(text.charAt(at)) != Character.isDigit(text.charAt(at - 1));
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
}
