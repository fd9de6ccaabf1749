package io.penstock.http;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

public class CardSearchTest {
  private static final String CARD = "4242424242424242";

  private final CardSearch search = new CardSearch();

  @Test
  void looksBehindOneEncoding() {
    assertThat(search.finds("a=4242%204242+4242%2D4242")).isTrue();
    assertThat(search.finds("%34242424242424242")).isTrue();
    assertThat(search.finds("{\"a\": \"\\u0034242424242424242\"}")).isTrue();
    assertThat(search.finds("100% of 4242 or \\u00zz and %zz%4")).isFalse();
  }

  @Test
  void namesTheMember() {
    assertThat(place("{\"a\": [1, {\"b\": \"4242 4242 4242 4242\"}]}")).isEqualTo("a[1].b");
    assertThat(place("{\"a\": {\"b\": \"4242\\n4242\\t4242\\u200b4242\"}}")).isEqualTo("a.b");
    assertThat(place("[\"\\u0034242424242424242\"]")).isEqualTo("[0]");
    assertThat(place("{\"4242424242424242\": 1}")).isEqualTo("body");
    assertThat(place("{\"a\": \"4242424242424242\"")).isEqualTo("a");
    assertThat(place("card=4242424242424242")).isEqualTo("body");
  }

  @Test
  void leavesNumbersAlone() {
    assertThat(place("{\"amount\": 4242424242424242}")).isEqualTo("nowhere");
    assertThat(place("{\"amount\": 4242, \"fee\": 4242, \"a\": [4242, 4242]}"))
        .isEqualTo("nowhere");
  }

  @Test
  void readsNothingThatIsNotUtf8() {
    byte[] overlong = overlong("{\"a\": \"", CARD, "\"}");

    assertThatThrownBy(() -> search.placeIn(overlong)).isInstanceOf(ProblemException.class);
    for (var charset : new java.nio.charset.Charset[] {UTF_16, UTF_16LE, UTF_16BE}) {
      byte[] body = ("{\"a\": \"" + CARD + "\"}").getBytes(charset);

      assertThatThrownBy(() -> search.placeIn(body))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("json_malformed"));
    }
  }

  /** Two bytes a digit where one would do, which lax readers take for the digit. */
  private static byte[] overlong(String before, String digits, String behind) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(before.getBytes(UTF_8));
    digits.chars().forEach(c -> body.writeBytes(new byte[] {(byte) 0xC0, (byte) (0x80 | c)}));
    body.writeBytes(behind.getBytes(UTF_8));
    return body.toByteArray();
  }

  private String place(String body) {
    return search.placeIn(body.getBytes(UTF_8)).orElse("nowhere");
  }
}
