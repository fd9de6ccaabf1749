package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.PaymentIntent;
import com.stripe.net.Webhook;
import com.stripe.param.RefundCreateParams;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events, taken by a server that verifies them with Stripe's own client. */
class WebhooksTest {
  private final List<Event> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger toRefuse = new AtomicInteger();
  private Javalin receiver;
  private Simulation simulation;

  @BeforeEach
  void start(@TempDir Path directory) {
    receiver =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
                  config.routes.post("/hook", this::take);
                })
            .start("127.0.0.1", 0);
    URI target = URI.create("http://127.0.0.1:" + receiver.port() + "/hook");
    simulation =
        new Simulation(directory, settings -> settings.withWebhooks(target, "whsec_of_the_test"));
  }

  @AfterEach
  void stop() {
    simulation.close();
    receiver.stop();
  }

  private void take(Context ctx) {
    if (toRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      ctx.status(500);
      return;
    }
    try {
      taken.add(
          Webhook.constructEvent(
              ctx.body(), String.valueOf(ctx.header("Stripe-Signature")), "whsec_of_the_test"));
    } catch (SignatureVerificationException e) {
      ctx.status(400);
    }
  }

  @Test
  void tellsWhatHappened() throws StripeException {
    PaymentIntent held = simulation.authorize("pm_card_visa", 1_000);
    var _ = simulation.stripe.v1().paymentIntents().capture(held.getId());
    var _ =
        simulation
            .stripe
            .v1()
            .refunds()
            .create(RefundCreateParams.builder().setPaymentIntent(held.getId()).build());

    await().untilAsserted(() -> assertThat(taken).hasSize(7));
    assertThat(taken)
        .extracting(Event::getType)
        .containsExactlyInAnyOrder(
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.amount_capturable_updated",
            "charge.captured",
            "payment_intent.succeeded",
            "charge.refunded",
            "refund.created");
    assertThat(taken)
        .filteredOn(event -> event.getType().equals("payment_intent.succeeded"))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getDataObjectDeserializer().getObject())
                    .get()
                    .isInstanceOfSatisfying(
                        PaymentIntent.class,
                        intent -> {
                          assertThat(intent.getId()).isEqualTo(held.getId());
                          assertThat(intent.getAmountReceived()).isEqualTo(1_000);
                        }));
  }

  @Test
  void comesAgainUntilTaken() throws StripeException {
    toRefuse.set(2);

    var _ = simulation.pay("pm_card_visa", 1_000);

    await().untilAsserted(() -> assertThat(taken).hasSize(3));
  }

  @Test
  void survivesARestart() throws StripeException {
    toRefuse.set(Integer.MAX_VALUE);
    var _ = simulation.pay("pm_card_visa", 1_000);

    simulation.restart();
    toRefuse.set(0);

    await().untilAsserted(() -> assertThat(taken).hasSize(3));
  }

  @Test
  void comesBeforeTheAnswerWhenTold() throws StripeException {
    simulation.turn("webhooks_first", true);

    var _ = simulation.pay("pm_card_visa", 1_000);

    assertThat(taken).hasSize(3);
  }

  @Test
  void comesTwiceWhenTold() throws StripeException {
    simulation.turn("webhook_copies", 2);

    var _ = simulation.pay("pm_card_visa", 1_000);

    await().untilAsserted(() -> assertThat(taken).hasSize(6));
    assertThat(taken.stream().map(Event::getId).distinct()).hasSize(3);
  }

  @Test
  void isLostWhenToldAndComesWhenAskedFor() throws StripeException {
    simulation.turn("webhooks_off", true);
    PaymentIntent lost = simulation.pay("pm_card_visa", 1_000);

    var asked =
        simulation.post("/_simulator/webhooks/redeliver", "{\"object\":\"" + lost.getId() + "\"}");

    assertThat(asked.body()).isEqualTo("{\"events\":3}");
    await().untilAsserted(() -> assertThat(taken).hasSize(3));
    assertThat(simulation.stripe.v1().events().list().getData()).hasSize(3);
  }
}
