package io.penstock.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "Zz9", "world:USD", "a.b_c:d-e", "-", "...", "pay_1::hold"})
  void allowsLettersDigitsAndFourMarks(String id) {
    assertThat(Ids.isValid(id)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "", " ", "a b", "a#b", "a/b", "a\n", "ä", "é", "a\u0000", "１", "a@b", "a,b", "[a", ".",
        "..", ":", ":a", "a:", "::", "a::"
      })
  void refusesAllElse(String id) {
    assertThat(Ids.isValid(id)).isFalse();
  }

  @Test
  void hasAtMost64Characters() {
    assertThat(Ids.isValid("x".repeat(64))).isTrue();
    assertThat(Ids.isValid("x".repeat(65))).isFalse();
  }

  @Test
  void twoColonsAreReservedForTheStepsOfFlows() {
    assertThat(Ids.isReserved("pay_1::hold")).isTrue();
    assertThat(Ids.isReserved("psp:x:::y")).isTrue();
    assertThat(Ids.isReserved("world:USD")).isFalse();
    assertThat(Ids.isReserved(null)).isFalse();
  }
}
