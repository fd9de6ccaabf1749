package io.penstock.app;

import static io.penstock.schemas.PaymentEventType.CAPTURE_STARTED;
import static io.penstock.schemas.PaymentEventType.INITIATED;
import static io.penstock.schemas.PaymentEventType.NOTED;
import static io.penstock.schemas.PaymentEventType.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.Http.Answer;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Fraud found before, while and after money moves. */
interface ScreeningProofs {
  Duration PATIENCE = Duration.ofSeconds(20);
  int PARTITIONS = 4;

  Shop shop();

  @Test
  default void takesNothingFromABlockedPayer() {
    String merchant = shop().account("m-blocked", "merchant");
    String payer = "\"payer_account_id\": \"%s\"".formatted(shop().account("mallory", "wallet"));
    shop().shell().run("fraud", "block", "payer", "mallory", "--reason", "stolen").succeeded();

    // The list reaches the screening when it does; from then on nothing passes.
    List<Answer> answers = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String id = "p-blocked-" + answers.size();
              answers.add(shop().pay(id, merchant, "pm_card_visa", 500, payer));
              return answers.getLast().status() == 402;
            });

    String payment = "p-blocked-" + (answers.size() - 1);
    assertThat(answers.getLast().text("code")).isEqualTo("fraud_rejected");
    assertThat(shop().payment(payment).path("status").asText()).isEqualTo("flagged_fraud");
    assertThat(shop().psp().intent(payment).path("status").asText()).isEqualTo("canceled");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(alerts()).anySatisfy(alert -> isAbout(alert, payment, "reject")));
  }

  @Test
  default void refundsWhatTurnsOutAsFraud() {
    String merchant = shop().account("m-fraud", "merchant");
    shop().pay("p-fraud", merchant, "pm_card_visa", 500);
    shop().awaitPosted(merchant, 500);

    shop().shell().run("fraud", "reject", "p-fraud", "--reason", "charged back").succeeded();

    shop().awaitPayment("p-fraud", "refunded");
    shop().awaitPosted(merchant, 0);
    assertThat(shop().psp().charge("p-fraud").path("amount_refunded").asLong()).isEqualTo(500);
    assertThat(shop().events("p-fraud")).contains("refund_started", "refund_succeeded");
  }

  @Test
  default void keepsNothingOfWhatIsRejectedMeanwhile() throws Exception {
    String merchant = shop().account("m-race", "merchant");
    Map<String, PaymentEventType> cues = new TreeMap<>();
    for (PaymentEventType cue : List.of(INITIATED, NOTED, CAPTURE_STARTED, SUCCEEDED)) {
      cues.put("p-race-1-" + cue, cue);
      cues.put("p-race-2-" + cue, cue);
    }
    // Time enough for a verdict to come while the PSP is being asked.
    shop().psp().turn("{\"latency_ms\": 300}");

    Thread customers =
        Thread.ofVirtual()
            .start(
                () -> cues.keySet().forEach(p -> shop().order(p, merchant, "pm_card_visa", 500)));
    rejectAtCue(cues);
    customers.join();

    cues.keySet()
        .forEach(
            payment ->
                await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(isBack(payment)).as(payment).isTrue()));
    shop().awaitPosted(merchant, 0);
    assertThat(shop().payment("p-race-1-SUCCEEDED").path("status").asText()).isEqualTo("refunded");
  }

  /** Rejects each payment at the moment at which its event is seen. */
  private void rejectAtCue(Map<String, PaymentEventType> cues) {
    Set<String> rejected = new HashSet<>();
    shop()
        .topics()
        .read(
            Topics.PAYMENT_EVENTS,
            (_, event) -> {
              String payment = event.getPaymentId();
              if (cues.get(payment) == event.getType() && rejected.add(payment)) {
                reject(payment);
              }
            },
            () -> rejected.size() == cues.size(),
            PATIENCE);
    shop().topics().flush();
  }

  private void reject(String payment) {
    FraudVerdict verdict =
        new FraudVerdict(
            payment,
            FraudSubject.PAYER,
            "somebody",
            FraudDecision.REJECT,
            List.of(new FiredRule("reported", FraudDecision.REJECT, "", "", "reported")),
            "outside",
            "m-race",
            500L,
            "USD",
            System.currentTimeMillis(),
            false);
    shop()
        .topics()
        .send(
            Topics.FRAUD_VERDICTS,
            Placement.ofKey(payment, PARTITIONS),
            Keys.fraudVerdict(payment, FraudSubject.PAYER),
            verdict);
  }

  /** Whether the payment is over and its card has everything back. */
  private boolean isBack(String payment) {
    return switch (shop().payment(payment).path("status").asText()) {
      case "flagged_fraud" ->
          shop().psp().intent(payment).path("status").asText().equals("canceled");
      case "refunded" -> {
        JsonNode charge = shop().psp().charge(payment);
        yield charge.path("amount_captured").asLong() == charge.path("amount_refunded").asLong();
      }
      default -> false;
    };
  }

  private JsonNode alerts() {
    return shop().api().get("/fraud/alerts").json().path("data");
  }

  private static void isAbout(JsonNode alert, String payment, String decision) {
    assertThat(alert.path("payment_id").asText()).isEqualTo(payment);
    assertThat(alert.path("decision").asText()).isEqualTo(decision);
  }
}
