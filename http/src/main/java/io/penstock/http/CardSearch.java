package io.penstock.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.domain.cards.CardNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for card numbers in what a request carries, as written and behind one encoding. */
public final class CardSearch {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final JsonFactory JSON = new JsonFactory();

  private final CardNumbers numbers = new CardNumbers();

  /** As it stands, URL-encoded, with JSON's escapes, or in an encoding with two bytes a digit. */
  boolean finds(String text) {
    return numbers.isIn(text)
        || (contains(text, '%', '+') && numbers.isIn(percentDecoded(text)))
        || (contains(text, '\\', '\\') && numbers.isIn(unescaped(text)))
        || (contains(text, '\0', '\0') && numbers.isIn(text.replace("\0", "")));
  }

  /**
   * Where a body carries one: the path of the JSON member, such as {@code credits[1].code}, or
   * {@code body}; empty: nowhere. JSON is looked at value by value, and its numbers, which are
   * amounts and counts, are left alone.
   *
   * @throws ProblemException 400 json_malformed where it is not UTF-8: it would be read otherwise
   *     than it was looked at
   */
  Optional<String> placeIn(byte[] body) {
    if (body.length == 0) {
      return Optional.empty();
    }
    String text = decoded(body);
    try (JsonParser json = JSON.createParser(text)) {
      return memberOf(json);
    } catch (IOException e) {
      return Optional.of("body").filter(_ -> finds(text));
    }
  }

  /** Strictly: no overlong form, and no other encoding, whose ASCII characters hold a NUL. */
  private static String decoded(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Told below.
    }
    throw new ProblemException(
        Problem.of(
            400, "json_malformed", "The body is not valid JSON: it is not UTF-8 (RFC 8259)."));
  }

  private Optional<String> memberOf(JsonParser json) throws IOException {
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      boolean text = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
      if (text && finds(json.getText())) {
        String path = path(json.getParsingContext());
        return Optional.of(path.isEmpty() || finds(path) ? "body" : path);
      }
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
