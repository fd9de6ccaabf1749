package io.penstock.domain.psp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.Currencies;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PspAmountsTest {
  private final PspAmounts stripe = PspAmounts.of("stripe");

  @ParameterizedTest
  @CsvSource({
    "USD, 1000, 1000",
    "EUR, 1, 1",
    "HUF, 1045, 1045",
    "TWD, 80045, 80045",
    "JPY, 500, 500",
    "KRW, 1, 1",
    "XPF, 7, 7",
    "ISK, 1000, 100000",
    "UGX, 1000, 100000",
    "ISK, 1, 100",
    "MGA, 50000, 500",
    "KWD, 5120, 5120",
    "BHD, 10, 10",
    "USD, 9223372036854775807, 9223372036854775807",
    "ISK, 92233720368547758, 9223372036854775800",
  })
  void writesAmountsAsStripeDoes(String currency, long minor, long written) {
    assertThat(stripe.toPsp(minor, currency)).hasValue(written);
    assertThat(stripe.fromPsp(written, currency)).hasValue(minor);
    assertThat(stripe.fromPsp(-written, currency)).hasValue(-minor);
  }

  @ParameterizedTest
  @CsvSource({
    "MGA, 1",
    "MGA, 50020",
    "MGA, 99",
    "KWD, 5124",
    "BHD, 1",
    "JOD, 11",
    "OMR, 1009",
    "TND, 999",
    "ISK, 92233720368547759",
    "UGX, 9223372036854775807"
  })
  void hasNoWordForWhatStripeCannotCharge(String currency, long minor) {
    assertThat(stripe.toPsp(minor, currency)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IQD", "LYD", "CLF", "UYW", "UYI", "DEM", "XAU", "usd", ""})
  void doesNotGuessTheUnitsOfWhatStripeDoesNotList(String currency) {
    assertThat(stripe.toPsp(1_000, currency)).isEmpty();
    assertThat(stripe.fromPsp(1_000, currency)).isEmpty();
  }

  @Test
  void takesFromStripeWhatCouldNotBeCharged() {
    assertThat(stripe.fromPsp(5_123, "KWD")).hasValue(5_123);
    assertThat(stripe.fromPsp(59, "ISK")).as("a part of a króna").isEmpty();
    assertThat(stripe.fromPsp(Long.MAX_VALUE, "MGA")).as("too much").isEmpty();
    assertThat(stripe.fromPsp(Long.MIN_VALUE, "MGA")).isEmpty();
    assertThat(stripe.fromPsp(Long.MIN_VALUE, "USD")).hasValue(Long.MIN_VALUE);
  }

  @Test
  void whatIsChargedComesBackAsItWas() {
    var random = new SplittableRandom(20261122);
    for (String currency : List.of("USD", "JPY", "ISK", "UGX", "MGA", "KWD", "TND", "HUF")) {
      for (int i = 0; i < 1_000; i++) {
        long minor = random.nextLong(1, 1L << random.nextInt(1, 63));
        OptionalLong written = stripe.toPsp(minor, currency);
        if (written.isPresent()) {
          assertThat(stripe.fromPsp(written.getAsLong(), currency)).hasValue(minor);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"USD, 1", "MGA, 1", "KWD, 5124", "ISK, 1000", "CLF, 3"})
  void aPspWithoutRulesOfItsOwnWritesMoneyAsIsoDoes(String currency, long minor) {
    assertThat(Currencies.isCurrent(currency)).isTrue();
    assertThat(PspAmounts.of("other").toPsp(minor, currency)).hasValue(minor);
    assertThat(PspAmounts.of("other").fromPsp(minor, currency)).hasValue(minor);
  }
}
