package io.penstock.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemAccountsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"world:USD", "world:BGN", "World:usd", "fees:XYZ", "psp:stripe:DEM", "suspense:x"})
  void keepsTheirNamesForItself(String id) {
    assertThat(SystemAccounts.isReserved(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "world", "worlds:USD", "my:fees:USD", "wallet:USD"})
  void leavesOtherNamesToItsUsers(String id) {
    assertThat(SystemAccounts.isReserved(id)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "world:USD, USD",
    "fees:EUR, EUR",
    "suspense:JPY, JPY",
    "psp:stripe:USD, USD",
    "psp:x:GBP, GBP",
    "psp:w:XCG, XCG",
    "psp:Ad-yen_2.0:USD, USD",
    "psp:abcdefghijklmnopqrstuvwxyz012345:USD, USD"
  })
  void knowsTheLedgersOwnAccounts(String id, String currency) {
    assertThat(SystemAccounts.isSystem(id)).isTrue();
    assertThat(SystemAccounts.currencyOf(id)).isEqualTo(currency);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":USD",
        "USD",
        "alice",
        "world",
        "world:",
        "world:US",
        "world:USDX",
        "world:usd",
        "world:DEM",
        "world:BGN",
        "world:XAU",
        "World:USD",
        "worlds:USD",
        "xworld:USD",
        "fee:USD",
        "feesx:USD",
        "my:fees:USD",
        "suspense:USD:USD",
        "suspensE:USD",
        "wallet:USD",
        "psp:USD",
        "psp::USD",
        "psp:a:b:USD",
        "psp:abcdefghijklmnopqrstuvwxyz0123456:USD",
        "psp:str ipe:USD",
        "psp:ström:USD",
        "psp:stripe",
        "user:42:USD"
      })
  void takesEveryOtherIdForAnOrdinaryAccount(String id) {
    assertThat(SystemAccounts.isSystem(id)).isFalse();
  }

  @Test
  void hasNoCurrencyForAnOrdinaryAccount() {
    assertThatThrownBy(() -> SystemAccounts.currencyOf("alice"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("alice");
  }
}
