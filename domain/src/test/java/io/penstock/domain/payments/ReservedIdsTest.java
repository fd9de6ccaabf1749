package io.penstock.domain.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.payments.PaymentInput.Commanded;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No command of a payment names what only a flow may. */
class ReservedIdsTest {
  private final PaymentFlow flow = new PaymentFlow(PaymentRules.DEFAULT);

  static Stream<PaymentCommand> reserved() {
    return Stream.of(
        create(creation().setUserId("a::b")),
        create(creation().setPayerAccountId("a::b")),
        create(creation().setPayerAccountId("alice").setMerchantId("a::b")),
        create(creation().setPayerAccountId("alice").setCheckoutId("a::b")),
        refund("p1::fraud-1"),
        command(PaymentAction.CAPTURE).setCommandId("a::b").build());
  }

  @ParameterizedTest
  @MethodSource("reserved")
  void refusesWhatNamesAStepOfAFlow(PaymentCommand command) {
    assertThat(answer(command).getCode()).isEqualTo("id_reserved");
  }

  static Stream<PaymentCommand> malformed() {
    return Stream.of(
        create(creation().setUserId("a b")),
        create(creation().setPayerAccountId("alice").setMerchantId("shop#1")),
        create(creation().setPayerAccountId("alice").setCheckoutId("c".repeat(65))),
        refund(".."),
        refund("r:"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNoId(PaymentCommand command) {
    assertThat(answer(command).getCode()).isEqualTo("id_malformed");
  }

  static Stream<Arguments> contradictory() {
    PaymentCreation.Builder wallet = creation().setPayerAccountId("alice");
    PaymentCreation.Builder card = creation().setFunding(Funding.CARD);
    return Stream.of(
        arguments(create(copy(wallet).setUserId("ann")), "field_conflict"),
        arguments(create(copy(wallet).setToken("pm_card_visa")), "field_conflict"),
        arguments(create(copy(card).setToken("two words")), "field_malformed"),
        arguments(create(copy(card).setToken("t".repeat(256))), "field_malformed"),
        arguments(create(card), "token_required"),
        arguments(create(creation()), "payer_required"),
        arguments(create(copy(wallet).setMetadata(Map.of("", "x"))), "command_malformed"));
  }

  @ParameterizedTest
  @MethodSource("contradictory")
  void refusesWhatTheOtherDoorRefuses(PaymentCommand command, String code) {
    assertThat(answer(command).getCode()).isEqualTo(code);
  }

  private static PaymentCreation.Builder copy(PaymentCreation.Builder of) {
    return PaymentCreation.newBuilder(of);
  }

  private PaymentEvent answer(PaymentCommand command) {
    FlowDecision<Payment> decision =
        flow.decide(null, new Commanded(command, new Parties("alice", "till", null)), 1);
    assertThat(decision.state()).as("nothing is used up").isNull();
    PaymentEvent answer = (PaymentEvent) decision.outputs().getFirst();
    assertThat(answer.getType()).isEqualTo(PaymentEventType.REFUSED);
    return answer;
  }

  private static PaymentCommand refund(String refundId) {
    return command(PaymentAction.REFUND).setRefundId(refundId).build();
  }

  private static PaymentCommand create(PaymentCreation.Builder creation) {
    return command(PaymentAction.CREATE).setCreation(creation.build()).build();
  }

  private static PaymentCommand.Builder command(PaymentAction action) {
    return PaymentCommand.newBuilder().setPaymentId("p1").setAction(action).setRequestId("request");
  }

  private static PaymentCreation.Builder creation() {
    return PaymentCreation.newBuilder()
        .setMerchantId("shop")
        .setAmountMinor(100)
        .setCurrency("USD")
        .setFunding(Funding.WALLET)
        .setCapture(CaptureMode.AUTOMATIC);
  }
}
