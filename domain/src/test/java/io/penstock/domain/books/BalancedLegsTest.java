package io.penstock.domain.books;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.Direction;
import io.penstock.schemas.Leg;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalancedLegsTest {

  @Test
  void existsWhenDebitsEqualCredits() {
    assertThatNoException()
        .isThrownBy(() -> new BalancedLegs(List.of(debit(100), credit(70), credit(30))));
  }

  @Test
  void doesNotExistUnbalanced() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BalancedLegs(List.of(debit(100), credit(99))));
  }

  @Test
  void doesNotExistEmptyOrWithALegThatMovesNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BalancedLegs(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BalancedLegs(List.of(debit(0), credit(0))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BalancedLegs(List.of(debit(-5), credit(-5))));
  }

  @Test
  void failsOnOverflowRatherThanBalanceByWrapping() {
    assertThatThrownBy(
            () ->
                new BalancedLegs(
                    List.of(debit(Long.MAX_VALUE), debit(Long.MAX_VALUE), debit(2), credit(1))))
        .isInstanceOf(ArithmeticException.class);
  }

  private static Leg debit(long amountMinor) {
    return new Leg("alice", Direction.DEBIT, amountMinor, null, null);
  }

  private static Leg credit(long amountMinor) {
    return new Leg("bob", Direction.CREDIT, amountMinor, null, null);
  }
}
