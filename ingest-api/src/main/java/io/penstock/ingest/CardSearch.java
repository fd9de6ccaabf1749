package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.domain.cards.CardNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for card numbers in what a request carries, as written and behind one encoding. */
final class CardSearch {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final JsonFactory JSON = new JsonFactory();

  private final CardNumbers numbers;

  CardSearch(CardNumbers numbers) {
    this.numbers = numbers;
  }

  /** As it stands, URL-encoded, with JSON's escapes, or in an encoding with two bytes a digit. */
  boolean finds(String text) {
    return numbers.isIn(text)
        || (contains(text, '%', '+') && numbers.isIn(percentDecoded(text)))
        || (contains(text, '\\', '\\') && numbers.isIn(unescaped(text)))
        || (contains(text, '\0', '\0') && numbers.isIn(text.replace("\0", "")));
  }

  /**
   * Where a body carries one: the path of the JSON member, such as {@code credits[1].code}, or
   * {@code body}; empty: nowhere.
   */
  Optional<String> placeIn(byte[] body) {
    if (body.length == 0 || !finds(new String(body, UTF_8))) {
      return Optional.empty();
    }
    return Optional.of(memberOf(body).filter(path -> !finds(path)).orElse("body"));
  }

  private Optional<String> memberOf(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue() && finds(json.getText())) {
          return Optional.of(path(json.getParsingContext())).filter(path -> !path.isEmpty());
        }
      }
    } catch (IOException e) {
      // It is no JSON, or none up to the number.
    }
    return Optional.empty();
  }

  private static String path(JsonStreamContext place) {
    JsonStreamContext parent = place.getParent();
    String before = parent == null ? "" : path(parent);
    if (place.inArray()) {
      return before + '[' + place.getCurrentIndex() + ']';
    }
    if (!place.inObject()) {
      return before;
    }
    return before.isEmpty() ? place.getCurrentName() : before + '.' + place.getCurrentName();
  }

  private static boolean contains(String text, char one, char other) {
    return text.indexOf(one) >= 0 || text.indexOf(other) >= 0;
  }

  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    Character.toString(HexFormat.fromHexDigits(escape.group(1)))));
  }

  /** As forms and queries are, but whatever is not well formed stays as it is. */
  private static String percentDecoded(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    var decoded = new ByteArrayOutputStream(bytes.length);
    for (int at = 0; at < bytes.length; at++) {
      boolean encoded =
          bytes[at] == '%'
              && at + 2 < bytes.length
              && HexFormat.isHexDigit(bytes[at + 1])
              && HexFormat.isHexDigit(bytes[at + 2]);
      if (encoded) {
        decoded.write(
            HexFormat.fromHexDigit(bytes[at + 1]) << 4 | HexFormat.fromHexDigit(bytes[at + 2]));
        at += 2;
      } else {
        decoded.write(bytes[at] == '+' ? ' ' : bytes[at]);
      }
    }
    return decoded.toString(UTF_8);
  }
}
