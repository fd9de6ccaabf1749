package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import io.penstock.psp.simulator.state.Knobs;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens around every call. */
class CallsTest {
  private Simulation simulation;

  @BeforeEach
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
  }

  @AfterEach
  void stop() {
    simulation.close();
  }

  @Test
  void asksForTheKey() {
    var stranger =
        com.stripe.StripeClient.builder()
            .setApiKey("sk_test_stranger")
            .setApiBase(simulation.simulator.url().toString())
            .build();
    HttpRequest.Builder basic =
        HttpRequest.newBuilder(simulation.at("/v1/events"))
            .header("Authorization", "Basic c2tfdGVzdF9wZW5zdG9ja19zaW11bGF0b3I6");

    var refused =
        catchThrowableOfType(AuthenticationException.class, () -> stranger.v1().events().list());

    assertThat(refused.getStatusCode()).isEqualTo(401);
    assertThat(simulation.send(basic).statusCode()).isEqualTo(200);
    assertThat(simulation.get("/v1/events").statusCode()).isEqualTo(401);
  }

  @Test
  void isOutWhenTold() throws StripeException {
    simulation.turn("outage", true);
    var out = catchThrowableOfType(ApiException.class, () -> simulation.pay("pm_card_visa", 100));
    var health = simulation.send(HttpRequest.newBuilder(simulation.at("/health/ready")));
    simulation.turn("outage", false);

    assertThat(out.getStatusCode()).isEqualTo(503);
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(simulation.pay("pm_card_visa", 100).getStatus()).isEqualTo("succeeded");
  }

  @Test
  void takesItsTimeWhenTold() throws StripeException {
    simulation.turn("latency_ms", 150);
    Instant before = Instant.now();

    var _ = simulation.pay("pm_card_visa", 100);

    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(149));
  }

  @Test
  void losesTheAnswersItIsToldToAndNoOthers() throws StripeException {
    simulation.turn("lose_answers_rate", 1.0);
    assertThatThrownBy(() -> simulation.pay("pm_card_visa", 100))
        .isInstanceOf(ApiConnectionException.class);
    simulation.turn("lose_answers_rate", 0.0);

    PaymentIntent lost = simulation.stripe.v1().paymentIntents().list().getData().getFirst();

    assertThat(lost.getStatus()).isEqualTo("succeeded");
  }

  @Test
  void knobsTurnOverHttp() {
    var turned = simulation.post("/_simulator/knobs", "{\"webhook_copies\":2,\"fail_next\":3}");

    assertThat(turned.statusCode()).isEqualTo(200);
    assertThat(simulation.simulator.knobs())
        .isEqualTo(Knobs.NONE.with("webhook_copies", 2).with("fail_next", 3));
    assertThat(simulation.get("/_simulator/knobs").body()).isEqualTo(turned.body());
  }

  @Test
  void saysWhatItIsNotForUnknownPaths() {
    assertThat(simulation.get("/v1/customers").statusCode()).isEqualTo(404);
    assertThat(simulation.get("/v1/customers").body()).contains("invalid_request_error");
  }
}
