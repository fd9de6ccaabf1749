package io.penstock.queries.http;

import io.penstock.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * From where a list of listed things goes on; opaque to clients. One position serves all
 * partitions, since time and id order the whole list, and places in it never change.
 *
 * @param list names the list, so that a cursor of another one is refused
 * @param position the last place that was shown or looked at: 19 digits, '#', id
 */
public record ListCursor(String list, String position) {
  private static final int TIME_DIGITS = 19;

  static ProblemException foreign() {
    return QueryParameters.malformed(
        "malformed_cursor", "cursor", "The cursor is not one that this list gave.");
  }

  String encoded() {
    byte[] bytes = (list + '|' + position).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Reads a cursor and gives its position.
   *
   * @throws ProblemException 400 if the list gave no such cursor
   */
  static String parse(String text, String list) {
    try {
      String cursor = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      if (cursor.startsWith(list + '|')) {
        String position = cursor.substring(list.length() + 1);
        if (position.length() > TIME_DIGITS
            && position.substring(0, TIME_DIGITS).chars().allMatch(c -> c >= '0' && c <= '9')) {
          return position;
        }
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with what is not base64 of ours.
    }
    throw foreign();
  }
}
