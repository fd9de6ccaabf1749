package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Http.Answer;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the PSP tells by itself: early, twice, late, and what others tell in its name. */
interface PspEventProofs {
  Duration PATIENCE = Duration.ofSeconds(20);

  Shop shop();

  @Test
  default void endsAlikeHoweverWebhooksCome() {
    String quiet = shop().account("m-quiet", "merchant");
    String loud = shop().account("m-loud", "merchant");
    shop().psp().turn("{\"webhooks_off\": true}");
    shop().pay("p-quiet", quiet, "pm_card_visa", 500);
    shop().psp().turn("{\"webhooks_off\": false, \"webhooks_first\": true, \"webhook_copies\": 2}");

    Answer answer = shop().pay("p-loud", loud, "pm_card_visa", 500);
    shop().psp().rest();
    int again = shop().psp().redeliver(shop().psp().intent("p-loud").path("id").asText());
    awaitWebhooks("p-loud", 3);
    shop().refund("p-quiet", "r-quiet", 100);
    shop().refund("p-loud", "r-loud", 100);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(again).isPositive();
    assertThat(shop().events("p-loud")).isEqualTo(shop().events("p-quiet"));
    assertThat(shop().payment("p-loud").path("status").asText()).isEqualTo("partially_refunded");
    assertThat(shop().psp().charge("p-loud").path("amount_captured").asLong()).isEqualTo(500);
    assertThat(shop().psp().charge("p-loud").path("amount_refunded").asLong()).isEqualTo(100);
    shop().awaitPosted(loud, 400);
    shop().awaitPosted(quiet, 400);
  }

  @Test
  default void screensTheCardAlsoWhenAWebhookComesFirst() {
    String merchant = shop().account("m-early", "merchant");
    shop().pay("p-early", merchant, "pm_card_visa_early", 500);
    String card =
        shop().psp().charge("p-early").at("/payment_method_details/card/fingerprint").asText();
    shop().shell().run("fraud", "block", "card", card).succeeded();
    List<Answer> answers = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String id = "p-early-" + answers.size();
              answers.add(shop().pay(id, merchant, "pm_card_visa_early", 1));
              return answers.getLast().text("code").equals("fraud_rejected");
            });

    shop().psp().turn("{\"webhooks_first\": true}");
    Answer answer = shop().pay("p-early-webhook", merchant, "pm_card_visa_early", 500);

    assertThat(answer.text("code")).as(answer.body()).isEqualTo("fraud_rejected");
    assertThat(shop().psp().intent("p-early-webhook").path("status").asText())
        .isEqualTo("canceled");
  }

  @Test
  default void takesNoWebhookOfAnybodyElse() throws Exception {
    String merchant = shop().account("m-forged", "merchant");
    shop().pay("p-forged", merchant, "pm_card_visa", 500, "\"capture\": \"manual\"");
    String secret = SimulatorSettings.WEBHOOK_SECRET;
    Instant now = Instant.now();
    Instant longAgo = now.minus(Duration.ofMinutes(10));
    String forged = cancellation("evt_forged");
    String stale = cancellation("evt_stale");

    List<Answer> refused =
        List.of(
            shop().api().post("/webhook/stripe", forged),
            tell(forged, StandIn.signature(forged, "whsec_guessed", now)),
            tell(forged, StandIn.signature(forged + ' ', secret, now)),
            tell(stale, StandIn.signature(stale, secret, longAgo)));
    Answer captured = shop().post("/payments/p-forged/capture", "forged", "{\"amount\": 200}");
    String late = cancellation("evt_late");
    Answer taken = tell(late, StandIn.signature(late, secret, now));

    assertThat(refused)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.text("code")).isEqualTo("webhook_signature_invalid");
            });
    assertThat(captured.text("status")).as(captured.body()).isEqualTo("succeeded");
    assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    assertThat(awaitResults("p-forged", result -> "evt_late".equals(result.getEventId())))
        .doesNotContain("evt_forged", "evt_stale");
    assertThat(shop().payment("p-forged").path("status").asText()).isEqualTo("succeeded");
  }

  /** The kind of webhook that ends an authorised payment. */
  private String cancellation(String event) {
    return """
    {"id": "%s", "object": "event", "type": "payment_intent.canceled", "created": %d,
     "api_version": "2020-08-27", "data": {"object": {"id": "pi_forged", "object": "payment_intent",
     "status": "canceled", "amount": 500, "metadata": {"penstock_payment_id": "p-forged"}}}}
    """
        .formatted(event, Instant.now().getEpochSecond());
  }

  private Answer tell(String event, String signature) {
    return shop().api().post("/webhook/stripe", event, "Stripe-Signature", signature);
  }

  /** Reads what the PSP said of a payment until something was said; the events behind it. */
  private Set<String> awaitResults(String payment, Predicate<PspResult> last) {
    Set<String> events = new HashSet<>();
    Set<String> seen = new HashSet<>();
    shop()
        .topics()
        .read(
            Topics.PSP_RESULTS,
            (key, result) -> {
              if (key.equals(payment)) {
                events.add(String.valueOf(result.getEventId()));
                if (last.test(result)) {
                  seen.add(key);
                }
              }
            },
            () -> !seen.isEmpty(),
            PATIENCE);
    return events;
  }

  /** Until so many webhooks have told of authorisation and of capture each. */
  private void awaitWebhooks(String payment, int copies) {
    List<PspOperation> told = new ArrayList<>();
    awaitResults(
        payment,
        result -> {
          if (result.getEventId() != null) {
            told.add(result.getOperation());
          }
          return told.stream().filter(PspOperation.AUTHORIZE::equals).count() >= copies
              && told.stream().filter(PspOperation.CAPTURE::equals).count() >= copies;
        });
  }
}
