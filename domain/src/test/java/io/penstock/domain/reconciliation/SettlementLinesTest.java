package io.penstock.domain.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.SettlementLine;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettlementLinesTest {

  private static SettlementLine.Builder line() {
    return SettlementLine.newBuilder()
        .setPaymentId("p")
        .setAmountMinor(100)
        .setCurrency("USD")
        .setSettledAtMs(1);
  }

  @Test
  void goesToThePaymentThatItNames() {
    var routed = SettlementLines.route(line().setPspReference("ch").build());

    assertThat(routed.getStep()).isEqualTo(MatchingStep.DELIVER);
    assertThat(routed.getPaymentId()).isEqualTo("p");
  }

  @Test
  void asksWhoseReferenceItIs() {
    var routed = SettlementLines.route(line().setPaymentId(null).setPspReference("ch").build());

    assertThat(routed.getStep()).isEqualTo(MatchingStep.LOOK_UP);
    assertThat(routed.getReference()).isEqualTo("ch");
  }

  @Test
  void asksWhichRefundItIsWhereOnlyTheReferenceTells() {
    var routed = SettlementLines.route(line().setAmountMinor(-100).setPspReference("re").build());

    assertThat(routed.getStep()).isEqualTo(MatchingStep.LOOK_UP);
  }

  static Stream<UnaryOperator<SettlementLine.Builder>> faults() {
    return Stream.of(
        line -> line.setPaymentId(null),
        line -> line.setPaymentId("p 1"),
        line -> line.setRefundId("r#1"),
        line -> line.setPspReference("ch#1"),
        line -> line.setPspReference(" "),
        line -> line.setLineId("l".repeat(129)),
        line -> line.setPsp("psp:stripe"),
        line -> line.setCurrency("usd"),
        line -> line.setSettledAtMs(-1));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void refusesWhatCannotBeUnderstood(UnaryOperator<SettlementLine.Builder> fault) {
    SettlementLine line = fault.apply(line()).build();

    assertThatThrownBy(() -> SettlementLines.route(line)).isInstanceOf(InvalidLineException.class);
  }
}
