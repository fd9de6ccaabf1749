package io.penstock.psp.simulator;

import static io.penstock.psp.simulator.Simulation.decline;
import static io.penstock.psp.simulator.Simulation.key;
import static io.penstock.psp.simulator.Simulation.payment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.service.PaymentIntentService;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyTest {
  private Simulation simulation;
  private PaymentIntentService intents;
  private final String key = UUID.randomUUID().toString();

  @BeforeEach
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
    intents = simulation.stripe.v1().paymentIntents();
  }

  @AfterEach
  void stop() {
    simulation.close();
  }

  @Test
  void answersTheSameCallTheSame() throws StripeException {
    PaymentIntent first = intents.create(payment("pm_card_visa", 500).build(), key(key));

    PaymentIntent again = intents.create(payment("pm_card_visa", 500).build(), key(key));

    assertThat(again.getId()).isEqualTo(first.getId());
    assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
        .contains("true");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void repeatsADecline() throws StripeException {
    CardException first = decline(() -> pay("pm_card_chargeDeclined", 500));

    CardException again = decline(() -> pay("pm_card_chargeDeclined", 500));

    assertThat(again.getCharge()).isEqualTo(first.getCharge());
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void refusesOtherParametersWithTheSameKey() throws StripeException {
    var _ = pay("pm_card_visa", 500);

    IdempotencyException refused =
        catchThrowableOfType(IdempotencyException.class, () -> pay("pm_card_visa", 501));

    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void forgetsAFailureBeforeTheWork() throws StripeException {
    simulation.turn("fail_next", 1);

    ApiException failed = catchThrowableOfType(ApiException.class, () -> pay("pm_card_visa", 500));
    int afterFailure = count();
    PaymentIntent again = pay("pm_card_visa", 500);

    assertThat(failed.getStatusCode()).isEqualTo(500);
    assertThat(afterFailure).isZero();
    assertThat(again.getStatus()).isEqualTo("succeeded");
  }

  @Test
  void chargesOnceWhenTheAnswerIsLost() throws StripeException {
    simulation.turn("lose_next_answers", 1);

    assertThatThrownBy(() -> pay("pm_card_visa", 500)).isInstanceOf(ApiConnectionException.class);
    int afterLoss = count();
    PaymentIntent again = pay("pm_card_visa", 500);

    assertThat(afterLoss).isEqualTo(1);
    assertThat(again.getStatus()).isEqualTo("succeeded");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void refusesAKeyWhoseCallIsStillUnderWay() throws Exception {
    simulation.turn("latency_ms", 3_000);
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<@Nullable StripeException> one = both.submit(this::refusal);
      Future<@Nullable StripeException> other = both.submit(this::refusal);

      List<StripeException> refused =
          Stream.of(one.get(), other.get()).filter(Objects::nonNull).toList();

      assertThat(refused).hasSize(1);
      assertThat(refused.getFirst().getStatusCode()).isEqualTo(409);
      assertThat(refused.getFirst().getCode()).isEqualTo("idempotency_key_in_use");
    }
  }

  private @Nullable StripeException refusal() {
    return catchThrowableOfType(StripeException.class, () -> pay("pm_card_visa", 500));
  }

  private PaymentIntent pay(String token, long amount) throws StripeException {
    return intents.create(payment(token, amount).build(), key(key));
  }

  private int count() throws StripeException {
    return intents.list(PaymentIntentListParams.builder().build()).getData().size();
  }
}
