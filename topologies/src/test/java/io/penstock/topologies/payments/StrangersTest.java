package io.penstock.topologies.payments;

import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.transfer;
import static io.penstock.testkit.Commands.voidHold;
import static io.penstock.testkit.Payments.cancel;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.card;
import static io.penstock.testkit.Payments.refund;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.testkit.PaymentScenario;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever names the transfers of a payment moves nothing, and is counted. */
class StrangersTest {
  private static final List<String> STEPS = List.of("hold", "post", "void", "book", "r1", "r1p");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aClientMeddlesWithAnOpenPayment() {
    try (var payments = start()) {
      payments.when(wallet("p1", "alice").pays("shop", 500).capturedLater());
      for (String step : STEPS) {
        payments.when(transfer("p1::" + step).from("alice").to("shop-account", 1));
        payments.when(post("mine-" + step, "p1::" + step).from("alice"));
        payments.when(voidHold("mine-too-" + step, "p1::" + step).from("alice"));
      }

      payments.thenPayment("p1").is(PaymentStatus.PENDING);
      payments.thenBalance("alice").hasPosted(1_000).hasAvailable(500);
      assertThat(disregarded()).isEqualTo(STEPS.size());

      payments.when(cancel("p1"));

      payments.thenPayment("p1").is(PaymentStatus.CANCELLED);
      payments.thenBalance("alice").hasPosted(1_000).hasAvailable(1_000);
    }
  }

  static Stream<Named<Consumer<TransferOutcome.Builder>>> lies() {
    return Stream.of(
        lie("scope", outcome -> outcome.setScopeAccountId("mallory")),
        lie("kind", outcome -> outcome.setKind(TransferKind.VOID)),
        lie("debit", outcome -> outcome.setDebitAccountId("mallory")),
        lie("credits", outcome -> outcome.setCredits(List.of(new Credit("mallory", 500L)))),
        lie("currency", outcome -> outcome.setCurrency("EUR")),
        lie("hold", outcome -> outcome.setPendingId("p2::hold")),
        lie("amount", outcome -> outcome.setAmountMinor(7L)));
  }

  private static Named<Consumer<TransferOutcome.Builder>> lie(
      String field, Consumer<TransferOutcome.Builder> change) {
    return Named.of(field, change);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void anOutcomeOfSomethingElseMovesNoPayment(Consumer<TransferOutcome.Builder> lie) {
    try (var payments = start()) {
      payments.when(wallet("p1", "alice").pays("shop", 500).capturedLater());
      payments.topologies().holdBack(Topics.TRANSFER_OUTCOMES);
      payments.when(capture("p1", null));
      TransferOutcome told = outcome(payments, "p1::post");

      forge(payments, told, lie);

      payments.thenPayment("p1").is(PaymentStatus.PENDING);
      assertThat(disregarded()).isEqualTo(1);

      payments.topologies().release(Topics.TRANSFER_OUTCOMES);

      payments.thenPayment("p1").is(PaymentStatus.SUCCEEDED);
      assertThat(disregarded()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void anOutcomeOfSomethingElseMovesNoRefund(Consumer<TransferOutcome.Builder> lie) {
    try (var payments = start()) {
      payments.when(card("p1", "pm_card_visa").pays("shop", 500));
      payments.topologies().holdBack(Topics.TRANSFER_OUTCOMES);
      payments.when(refund("p1", "r1", 100L));
      TransferOutcome told = outcome(payments, "p1::r1");

      forge(payments, told, lie);

      payments.thenPayment("p1").is(PaymentStatus.REFUND_INITIATED);
      assertThat(disregarded()).isEqualTo(1);

      payments.topologies().release(Topics.TRANSFER_OUTCOMES);
      payments.after(Duration.ofSeconds(1));

      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED);
    }
  }

  private PaymentScenario start() {
    return Scenario.start(PaymentRules.DEFAULT, meters)
        .givenWallet("alice", 1_000)
        .givenMerchant("shop");
  }

  private double disregarded() {
    return meters.get(PaymentsTopology.FOREIGN).counter().count();
  }

  private static TransferOutcome outcome(PaymentScenario payments, String transferId) {
    return payments.topologies().sent(Topics.TRANSFER_OUTCOMES).stream()
        .filter(outcome -> outcome.getTransferId().equals(transferId))
        .findFirst()
        .orElseThrow();
  }

  private static void forge(
      PaymentScenario payments, TransferOutcome told, Consumer<TransferOutcome.Builder> lie) {
    TransferOutcome.Builder forged =
        TransferOutcome.newBuilder(told).setStatus(TransferStatus.DECLINED);
    lie.accept(forged);
    TransferOutcome outcome = forged.setFailureCode("insufficient_funds").build();
    payments.topologies().send(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome);
  }
}
