package io.penstock.ingest;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.cards.CardNumbers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  private final CardNumbers numbers = new CardNumbers(CLOCK);
  private final CardSearch search = new CardSearch(numbers);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "4222222222222",
        "6205500000000000004",
        "5555555555554444",
        "card4242424242424242",
        "card4242424242424242x",
        "no.4242424242424242.",
        "\"4242424242424242\"",
        "order 17 4242 4242 4242 4242 11/29 123",
        "b2b-4242424242424242",
        "2026-11-20 4242-4242-4242-4242",
        "4242\u00a04242\u00a04242\u00a04242",
        "4242\u20134242\u20134242\u20134242",
        "\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12",
        "123e4567-e89b-12d3-a456-426614174000-4242424242424242"
      })
  void findsCardNumbers(String text) {
    assertThat(numbers.isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4242424242424241",
        "424242424242",
        "42424242424242424242",
        "14242424242424242",
        "4242  4242  4242  4242",
        "4242_4242_4242_4242",
        "4242.4242.4242.4242",
        "a1b4242424242424242c",
        "0000000000000000",
        "00000000-0000-0000-0000-000000000000",
        "42424242-4242-4242-8242-424242424242",
        "acc-42424242-4242-4242-8242-424242424242",
        "00-0af7651916cd43dd8448eb211c80319c-4242424242424242-01",
        "9223372036854775807",
        "-9223372036854775809",
        "2026-11-20T12:00:00Z"
      })
  void letsPassWhatIsNone(String text) {
    assertThat(numbers.isIn(text)).isFalse();
  }

  @Test
  void letsPassTimesNearNow() {
    for (long second = 0; second < 1_000; second++) {
      long millis = CLOCK.millis() + second * 1_000;

      assertThat(numbers.isIn("at " + millis)).isFalse();
      assertThat(numbers.isIn(millis + "000")).isFalse();
      assertThat(numbers.isIn(millis + "000000")).isFalse();
    }
  }

  @Test
  void findsNumbersThatOnlyLookLikeTimes() {
    String in2040 = withCheckDigit("220000000000");
    String spaced = withCheckDigit("179000000000").replaceFirst("(....)", "$1 ");

    assertThat(numbers.isIn(in2040)).isTrue();
    assertThat(numbers.isIn(spaced)).isTrue();
  }

  @Test
  void findsEveryLengthWithARightCheckDigitAndNoOther() {
    Random random = new Random(20261120);
    for (int round = 0; round < 2_000; round++) {
      int length = 13 + random.nextInt(7);
      StringBuilder digits = new StringBuilder().append(3 + random.nextInt(4));
      while (digits.length() < length - 1) {
        digits.append(random.nextInt(10));
      }
      String card = withCheckDigit(digits.toString());
      char last = card.charAt(length - 1);
      String mistyped = card.substring(0, length - 1) + (last == '9' ? '0' : (char) (last + 1));

      assertThat(numbers.isIn(card)).as(card).isTrue();
      assertThat(numbers.isIn(mistyped)).as(mistyped).isFalse();
    }
  }

  @Test
  void letsPassMachinesIds() {
    Random random = new Random(20261120);
    for (int round = 0; round < 100_000; round++) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());

      assertThat(numbers.isIn("key-" + uuid)).as("%s", uuid).isFalse();
      assertThat(numbers.isIn("pay_" + Digests.sha256Hex(uuid.toString()))).isFalse();
    }
  }

  @Test
  void looksBehindOneEncoding() {
    assertThat(search.finds("a=4242%204242+4242%2D4242")).isTrue();
    assertThat(search.finds("%34242424242424242")).isTrue();
    assertThat(search.finds("{\"a\": \"\\u0034242424242424242\"}")).isTrue();
    assertThat(search.finds("100% of 4242 or \\u00zz and %zz%4")).isFalse();
    assertThat(search.placeIn("{\"a\": \"4242424242424242\"}".getBytes(UTF_16LE))).isPresent();
    assertThat(search.placeIn("{\"a\": 4242424242424242}".getBytes(UTF_16BE))).isPresent();
  }

  @Test
  void namesTheMember() {
    assertThat(place("{\"a\": [1, {\"b\": \"4242 4242 4242 4242\"}]}")).isEqualTo("a[1].b");
    assertThat(place("{\"a\": {\"b\": 4242424242424242}}")).isEqualTo("a.b");
    assertThat(place("[\"\\u0034242424242424242\"]")).isEqualTo("[0]");
    assertThat(place("{\"4242424242424242\": 1}")).isEqualTo("body");
    assertThat(place("{\"a\": 4242424242424242")).isEqualTo("a");
    assertThat(place("card=4242424242424242")).isEqualTo("body");
  }

  private String place(String body) {
    return search.placeIn(body.getBytes(UTF_8)).orElse("nowhere");
  }

  private static String withCheckDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return digits + (10 - sum % 10) % 10;
  }
}
