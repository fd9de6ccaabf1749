package io.penstock.ingest.requests;

import io.penstock.ingest.commands.Problems;

/** What free text may hold, so that every part of the system can store it and give it back. */
public final class Texts {

  private Texts() {}

  /** Refuses a text that is too short or long, has a NUL or half a surrogate pair. */
  public static void require(String text, String field, int minLength, int maxLength) {
    if (text.length() < minLength || text.length() > maxLength) {
      throw Problems.malformed(
          "field_out_of_range",
          field,
          "It must have " + minLength + " to " + maxLength + " characters.");
    }
    if (!isStorable(text)) {
      throw Problems.malformed(
          "field_malformed", field, "It must be Unicode text without the character U+0000.");
    }
  }

  private static boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}
