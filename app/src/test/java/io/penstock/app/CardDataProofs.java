package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Http.Answer;
import io.penstock.psp.simulator.SimulatorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A card's number comes in nowhere and stays nowhere. */
interface CardDataProofs {
  String NUMBER = "4000056655665556";
  String SPACED = "4000 0566 5566 5556";
  String DASHED = "4000-0566-5566-5556";
  String TRACK = ";4000056655665556=29121010000000000000?";

  Shop shop();

  @Test
  default void keepsNoCardNumberAnywhere() throws Exception {
    String merchant = shop().account("m-numbers", "merchant");
    shop().pay("p-noted", merchant, "pm_card_visa", 1, "\"metadata\": {\"n\": \"kept-and-found\"}");

    List<Answer> answers =
        List.of(
            shop().pay("p-1", merchant, NUMBER, 1),
            shop()
                .pay(
                    "p-2",
                    merchant,
                    "pm_card_visa",
                    1,
                    "\"metadata\": {\"n\": \"" + SPACED + "\"}"),
            shop().pay("p-3", merchant, "pm_card_visa", 1, "\"checkout_id\": \"" + NUMBER + "\""),
            shop().pay("p-4", merchant, "pm_card_visa", 1, "\"reference\": \"" + TRACK + "\""),
            shop().pay("p-5", merchant, "pm_card_visa", 1, "\"" + NUMBER + "\": 1"),
            shop().post("/payments", "p-6", "no JSON: " + DASHED),
            shop().refund("p-noted", DASHED, 1),
            shop().post("/accounts", "a-1", "{\"owner_id\": \"" + NUMBER + "\"}"),
            shop().post("/transfers", "t-1", "{\"code\": \"" + DASHED + "\"}"),
            shop().post("/payments/" + NUMBER + "/capture", "c-1", "{}"),
            shop().post("/payments/p-noted/cancel", NUMBER, "{}"),
            shop().api().post("/refunds", "{}", "Idempotency-Key", "h-1", "X-Note", SPACED),
            shop().api().get("/payments?payer=" + NUMBER),
            shop().api().get("/payments?payer=" + SPACED.replace(" ", "%20")),
            shop().api().get("/payments/" + NUMBER),
            webhook("{\"id\": \"evt_1\", \"note\": \"" + NUMBER + "\"}"));

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).as(answer.body()).isEqualTo(400);
              assertThat(answer.text("code")).isEqualTo("card_number_refused");
              assertThat(answer.body()).doesNotContain(NUMBER, SPACED, DASHED);
            });
    Answer report =
        report("psp_reference,amount,currency,settled_at\n" + NUMBER + ",1,USD,2026-01-01\n");
    assertThat(report.status()).isEqualTo(202);
    assertThat(report.body())
        .contains("\"refused_count\":1", "card_number_refused")
        .doesNotContain(NUMBER);
    Traces traces = new Traces(shop());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(traces.of("kept-and-found"))
                    .contains("topic payments.events", "table payments")
                    .anyMatch(place -> place.startsWith("file ")));
    for (String form : List.of(NUMBER, SPACED, DASHED, SPACED.replace(" ", "%20"))) {
      assertThat(traces.of(form)).as(form).isEmpty();
    }
  }

  private Answer webhook(String body) throws Exception {
    String signature = StandIn.signature(body, SimulatorSettings.WEBHOOK_SECRET, Instant.now());
    return shop().api().post("/webhook/stripe", body, "Stripe-Signature", signature);
  }

  private Answer report(String csv) {
    return shop()
        .api()
        .post("/settlement-reports", csv, "Content-Type", "text/csv", "Idempotency-Key", "rep-1");
  }
}
