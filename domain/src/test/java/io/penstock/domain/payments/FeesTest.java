package io.penstock.domain.payments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeesTest {

  @ParameterizedTest(name = "{1} basis points of {0} and {2} are {3}")
  @CsvSource({
    // 1.49 and 1.5 units: cutting off would say 1 of both, rounding up 2.
    "149, 100, 0, 1",
    "150, 100, 0, 2",
    "151, 100, 0, 2",
    // 0.4999 and 0.5 units: the smallest sum that costs something.
    "4999, 1, 0, 0",
    "5000, 1, 0, 1",
    // The tie goes up every time, to the even number or not.
    "250, 100, 0, 3",
    "350, 100, 0, 4",
    // Only the share is rounded; the fixed part is whole units.
    "149, 100, 30, 31",
    "150, 100, 30, 32",
    "1000, 290, 30, 59",
    // Never more than the sum.
    "10, 100, 30, 10",
    "1, 10000, 1, 1",
    // Beyond what fits a long on the way.
    "9223372036854775807, 9999, 0, 9222449699651090329",
    "9223372036854775807, 10000, 1, 9223372036854775807",
  })
  void aShareIsRoundedHalfUp(long amount, int basisPoints, long fixed, long fee) {
    assertThat(Fees.of(amount, basisPoints, fixed)).isEqualTo(fee);
  }
}
