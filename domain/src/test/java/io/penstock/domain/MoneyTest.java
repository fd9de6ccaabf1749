package io.penstock.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "1000, 250, 1250, 750",
    "250, 1000, 1250, -750",
    "-5, 5, 0, -10",
    "9223372036854775806, 1, 9223372036854775807, 9223372036854775805"
  })
  void addsAndSubtractsExactly(long a, long b, long sum, long difference) {
    assertThat(usd(a).plus(usd(b))).isEqualTo(usd(sum));
    assertThat(usd(a).minus(usd(b))).isEqualTo(usd(difference));
  }

  @Test
  void overflowThrowsRatherThanWraps() {
    assertThatThrownBy(() -> usd(Long.MAX_VALUE).plus(usd(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> usd(Long.MIN_VALUE).minus(usd(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> usd(0).minus(usd(Long.MIN_VALUE)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void currenciesDoNotMix() {
    Money yen = new Money(1, "JPY");

    assertThatThrownBy(() -> usd(1).plus(yen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("money of two currencies: USD and JPY");
    assertThatThrownBy(() -> usd(1).minus(yen)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void zeroIsTheNeutralElement() {
    assertThat(Money.zero("USD").plus(usd(7))).isEqualTo(usd(7));
  }

  private static Money usd(long amountMinor) {
    return new Money(amountMinor, "USD");
  }
}
