package io.penstock.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrenciesTest {
  /** One or more countries pay with them; VED is a second code of Venezuela. */
  private static final int CURRENCIES = 155;

  /** BOV, CHE, CHW, CLF, COU, MXV, USN, UYI, UYW, XAD. */
  private static final int FUNDS = 10;

  @ParameterizedTest
  @CsvSource({
    "USD,2", "EUR,2", "GBP,2", "JPY,0", "KRW,0", "ISK,0", "UGX,0", "XOF,0", "BHD,3", "KWD,3",
    "TND,3", "CLF,4", "UYW,4", "UYI,0", "MRU,2", "MGA,2", "HUF,2", "SLE,2", "XCG,2", "ZWG,2",
    "XAD,2", "VED,2", "STN,2", "BYN,2"
  })
  void knowsTheMinorUnitsOfCurrentCurrencies(String code, int digits) {
    assertThat(Currencies.isCurrent(code)).isTrue();
    assertThat(Currencies.minorUnits(code)).isEqualTo(digits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DEM", "FRF", "ITL", "HRK", "BGN", "ANG", "CUC", "SLL", "ZWL", "LTL", "BYR", "MRO", "STD",
        "VEF", "TRL", "ZMK", "USS", "ADP", "AFA", "ATS", "AYM", "AZM", "BEF", "BGL", "BYB", "CSD",
        "CYP", "EEK", "ESP", "FIM", "GHC", "GRD", "GWP", "IEP", "LUF", "LVL", "MGF", "MTL", "MZM",
        "NLG", "PTE", "ROL", "RUR", "SDD", "SIT", "SKK", "SRG", "TMM", "TPE", "VEB", "YUM", "ZWD",
        "ZWN", "ZWR"
      })
  void refusesWithdrawnCurrencies(String code) {
    assertThat(Currencies.isCurrent(code)).isFalse();
    assertThatThrownBy(() -> Currencies.minorUnits(code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XAU", "XAG", "XPT", "XPD", "XDR", "XSU", "XUA", "XBA", "XTS", "XXX"})
  void refusesCodesWithoutMinorUnits(String code) {
    assertThat(Currencies.isCurrent(code)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "US", "USDX", "usd", "Usd", " USD", "840", "ABC", "code", "#"})
  void refusesWhatIsNoCode(String code) {
    assertThat(Currencies.isCurrent(code)).isFalse();
  }

  @Test
  void agreesWithTheJdkOnMinorUnits() {
    Set<Currency> both =
        Currency.availableCurrencies()
            .filter(currency -> Currencies.isCurrent(currency.getCurrencyCode()))
            .collect(Collectors.toSet());

    assertThat(both).hasSizeGreaterThan(150);
    assertThat(both)
        .allSatisfy(
            currency ->
                assertThat(Currencies.minorUnits(currency.getCurrencyCode()))
                    .as(currency.getCurrencyCode())
                    .isEqualTo(currency.getDefaultFractionDigits()));
  }

  @Test
  void listsAllThatTheStandardHasAndNoInventedCode() {
    Set<String> knownToTheJdk =
        Currency.availableCurrencies().map(Currency::getCurrencyCode).collect(Collectors.toSet());

    List<String> listed = everyThreeLetters().filter(Currencies::isCurrent).toList();

    assertThat(listed).hasSize(CURRENCIES + FUNDS).contains("EUR");
    assertThat(listed.stream().filter(code -> !knownToTheJdk.contains(code)))
        .containsExactly("UYW");
  }

  private static Stream<String> everyThreeLetters() {
    return IntStream.range(0, 26 * 26 * 26)
        .mapToObj(
            i ->
                String.valueOf(
                    new char[] {
                      (char) ('A' + i / 676), (char) ('A' + i / 26 % 26), (char) ('A' + i % 26)
                    }));
  }
}
