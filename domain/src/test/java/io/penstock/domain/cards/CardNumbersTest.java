package io.penstock.domain.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
  private static final long JANUARY_2020_MS = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
  private static final long JANUARY_2030_MS = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();

  private final CardNumbers numbers = new CardNumbers();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "42424 24242 424242",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "3056 930902 5904",
        "4222222222222",
        "6205500000000000004",
        "620550 0000000000004",
        "5555555555554444",
        "2223003122003222",
        "3566002020360505",
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
        "\u0664\u0662\u0664\u0662 \u0664\u0662\u0664\u0662 \u0664\u0662\u0664\u0662"
            + " \u0664\u0662\u0664\u0662",
        "\u2463\u2461\u2463\u2461 \u2463\u2461\u2463\u2461 4242 4242",
        "123e4567-e89b-12d3-a456-426614174000-4242424242424242"
      })
  void findsCardNumbers(String text) {
    assertThat(numbers.isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42424242424242421229",
        "424242424242424212/29",
        "4242424242424242 12/29 123",
        "42424242424242422912",
        "42424242424242421229123",
        "42424242424242421220291234",
        "3782822463100051229",
        "12294242424242424242",
        ";4242424242424242=29121010000000000000?",
        "%B4242424242424242^DOE/JANE^29121010000000000000?",
        "4242424242424242D29121010000000000000F",
        "57134242424242424242D29121010000000000F",
        "5A084242424242424242",
        "5F2003414243 5A084242424242424242"
      })
  void findsThemBesideAnExpiryDateAndInWhatACardTells(String text) {
    assertThat(numbers.isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ", "  ", ".", "/", "_", ",", ":", ";", "|", "\n", "\t", "\r\n", "\u200b", "\u00ad",
        "\u2009", " - ", "\u30fb", "*", "'", "\ufeff"
      })
  void findsThemWithAnySeparator(String separator) {
    assertThat(numbers.isIn(String.join(separator, "4242", "4242", "4242", "4242"))).isTrue();
    assertThat(numbers.isIn(String.join(separator, "4242424242424242".split("")))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4242424242424241",
        "424242424242",
        "42424242424242424242",
        "14242424242424242",
        "a1b4242424242424242c",
        "0000000000000000",
        "9999999999999995",
        "00000000-0000-0000-0000-000000000000",
        "42424242-4242-4242-8242-424242424242",
        "acc-42424242-4242-4242-8242-424242424242",
        "00-0af7651916cd43dd8448eb211c80319c-4242424242424242-01",
        "9223372036854775807",
        "-9223372036854775809",
        "2026-11-20T12:00:00Z",
        "2026-11-20 12:00:00.123456789"
      })
  void letsPassWhatIsNone(String text) {
    assertThat(numbers.isIn(text)).isFalse();
  }

  @Test
  void takesNoCardOfTheLargeNetworksHoweverItIsWritten() {
    Random random = new Random(20261121);
    List<String> prefixes =
        List.of(
            "4", "51", "55", "2221", "2720", "34", "37", "6011", "65", "36", "3528", "62", "67");
    for (int round = 0; round < 1_000; round++) {
      String card = card(prefixes.get(round % prefixes.size()), random);

      assertThat(numbers.isIn(card)).as(card).isTrue();
      for (String separator : List.of(" ", "-", ".", "\u2009", " / ")) {
        String written = card.replaceAll("(....)(?=.)", "$1" + separator);
        assertThat(numbers.isIn("card: " + written + ", thanks")).as(written).isTrue();
      }
      char last = card.charAt(card.length() - 1);
      String mistyped =
          card.substring(0, card.length() - 1) + (last == '9' ? '0' : (char) (last + 1));
      assertThat(numbers.isIn(mistyped)).as(mistyped).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4",
        "4 2 ",
        "4242 ",
        "12345678901234567 ",
        "4242424242424241",
        "a4242424242424242",
        "4242424242424241D",
        "5A08",
        "1-"
      })
  void looksThroughAMegabyteOfWhateverInSeconds(String part) {
    String megabyte = part.repeat(1_048_576 / part.length());

    // Some seconds on a quiet machine, hours if the time grew with the square of the length.
    assertTimeoutPreemptively(Duration.ofSeconds(45), () -> numbers.isIn(megabyte));
  }

  static List<Function<Random, String>> innocent() {
    return List.of(
        random -> "key-" + new UUID(random.nextLong(), random.nextLong()),
        random -> new UUID(random.nextLong(), random.nextLong()).toString().replace("-", ""),
        CardNumbersTest::ulid,
        // Milliseconds since 2010 (Twitter), 2015 (Discord), 1970, and 10 ms since 2014 (Sony).
        random -> id(time(random) - 1_288_834_974_657L, 22, random),
        random -> id(time(random) - 1_420_070_400_000L, 22, random),
        random -> id(time(random), 20, random),
        random -> id((time(random) - 1_409_529_600_000L) / 10, 24, random),
        random -> "at " + time(random),
        random -> time(random) + "000",
        random -> time(random) + "000000",
        random -> date("yyyyMMdd", random) + random.nextInt(100_000, 1_000_000),
        random -> "ORD-" + date("yyyyMMdd", random) + '-' + random.nextInt(10_000_000, 100_000_000),
        random -> date("yyyy-MM-dd", random) + '/' + random.nextInt(10_000_000, 100_000_000),
        random -> date("yyyyMMddHHmmss", random) + random.nextInt(10, 100_000),
        random -> random.nextLong(1_000_000_000_000L) + "." + random.nextInt(10, 100),
        random -> String.format(Locale.ROOT, "%,d", random.nextLong(10_000_000_000_000_000L)));
  }

  @ParameterizedTest
  @MethodSource("innocent")
  void refusesNoneOfAHundredThousandIdsTimesAndOrderNumbers(Function<Random, String> one) {
    Random random = new Random(20261121);

    assertThat(IntStream.range(0, 100_000).mapToObj(_ -> one.apply(random)).filter(numbers::isIn))
        .isEmpty();
  }

  private static String id(long time, int bits, Random random) {
    return Long.toString((time << bits) | random.nextInt(1 << bits));
  }

  private static long time(Random random) {
    return random.nextLong(JANUARY_2020_MS, JANUARY_2030_MS);
  }

  private static String date(String pattern, Random random) {
    return DateTimeFormatter.ofPattern(pattern)
        .format(Instant.ofEpochMilli(time(random)).atOffset(ZoneOffset.UTC));
  }

  private static String ulid(Random random) {
    String letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    StringBuilder ulid = new StringBuilder("01");
    while (ulid.length() < 26) {
      ulid.append(letters.charAt(random.nextInt(32)));
    }
    return ulid.toString();
  }

  private static String card(String prefix, Random random) {
    int length =
        switch (prefix) {
          case "34", "37" -> 15;
          case "36" -> 14;
          default -> 16;
        };
    StringBuilder digits = new StringBuilder(prefix);
    while (digits.length() < length - 1) {
      digits.append(random.nextInt(10));
    }
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return digits.append((10 - sum % 10) % 10).toString();
  }
}
