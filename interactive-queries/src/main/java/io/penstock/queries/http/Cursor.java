package io.penstock.queries.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.http.ProblemException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * From where a list goes on; opaque to clients.
 *
 * @param list names the list, so that a cursor of another one is refused
 * @param position as the list understands it
 */
public record Cursor(String list, String position) {
  /** One position serves all partitions: time and id order the whole list, and never change. */
  private static final Pattern PLACE = Pattern.compile("[0-9]{19}.+", Pattern.DOTALL);

  String encoded() {
    byte[] bytes = (list + '|' + position).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The position that a request asks to go on from.
   *
   * @throws ProblemException 400 if the list gave no such cursor
   */
  static Optional<String> position(QueryParameters query, String list) {
    return query.text("cursor").map(text -> parse(text, list));
  }

  /** The same of a list that is ordered by time: 19 digits, '#', id. */
  static Optional<String> place(QueryParameters query, String list) {
    Optional<String> place = position(query, list);
    if (place.filter(text -> !PLACE.matcher(text).matches()).isPresent()) {
      throw foreign();
    }
    return place;
  }

  private static String parse(String text, String list) {
    try {
      String cursor = new String(Base64.getUrlDecoder().decode(text), UTF_8);
      if (cursor.startsWith(list + '|')) {
        return cursor.substring(list.length() + 1);
      }
    } catch (IllegalArgumentException e) {
      // Said below, together with what another list gave.
    }
    throw foreign();
  }

  static ProblemException foreign() {
    return QueryParameters.malformed(
        "malformed_cursor", "cursor", "The cursor is not one that this list gave.");
  }
}
