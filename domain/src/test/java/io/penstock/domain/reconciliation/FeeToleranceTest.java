package io.penstock.domain.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeeToleranceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, true",
    "0, 2, false",
    "59, 58, true",
    "59, 61, false",
    "199, 200, true",
    "199, 201, false",
    "200, 202, true",
    "200, 198, true",
    "200, 203, false",
    "-200, -202, true",
    "9000000000000000000, 9090000000000000000, true",
    "9000000000000000000, 9090000000000000001, false"
  })
  void isAPartOfTheFeeButAtLeastAMinorUnit(long expected, long reported, boolean allowed) {
    assertThat(FeeTolerance.DEFAULT.allows(expected, reported)).isEqualTo(allowed);
  }

  @Test
  void isNeitherNegativeNorMoreThanTheWhole() {
    assertThatThrownBy(() -> new FeeTolerance(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FeeTolerance(10_001, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FeeTolerance(0, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
