package io.penstock.app;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Http.Answer;
import io.penstock.app.process.Opened;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Card payments from the outside: what clients are told, what the PSP saw, where the money is. */
class CardPaymentsTest
    implements PspEventProofs, ScreeningProofs, SettlementProofs, CardDataProofs {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** What Stripe publishes at docs.stripe.com/testing: succeeded, or why not. */
  private static final Map<String, String> TEST_CARDS =
      Map.ofEntries(
          entry("pm_card_visa", "succeeded"),
          entry("tok_visa", "succeeded"),
          entry("pm_card_visa_debit", "succeeded"),
          entry("pm_card_mastercard", "succeeded"),
          entry("pm_card_mastercard_debit", "succeeded"),
          entry("pm_card_mastercard_prepaid", "succeeded"),
          entry("pm_card_amex", "succeeded"),
          entry("pm_card_discover", "succeeded"),
          entry("pm_card_diners", "succeeded"),
          entry("pm_card_jcb", "succeeded"),
          entry("pm_card_unionpay", "succeeded"),
          entry("pm_card_threeDSecureOptional", "succeeded"),
          entry("pm_card_riskLevelElevated", "succeeded"),
          entry("pm_card_bypassPending", "succeeded"),
          entry("pm_card_chargeDeclined", "card_declined"),
          entry("tok_chargeDeclined", "card_declined"),
          entry("pm_card_visa_chargeDeclined", "card_declined"),
          entry("pm_card_chargeCustomerFail", "card_declined"),
          entry("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
          entry("pm_card_chargeDeclinedLostCard", "lost_card"),
          entry("pm_card_chargeDeclinedStolenCard", "stolen_card"),
          entry("pm_card_chargeDeclinedFraudulent", "fraudulent"),
          entry("pm_card_radarBlock", "fraudulent"),
          entry("pm_card_riskLevelHighest", "fraudulent"),
          entry("pm_card_chargeDeclinedVelocityLimitExceeded", "card_velocity_exceeded"),
          entry("pm_card_chargeDeclinedExpiredCard", "expired_card"),
          entry("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
          entry("pm_card_chargeDeclinedProcessingError", "processing_error"),
          entry("pm_card_authenticationRequired", "authentication_required"),
          entry("pm_card_threeDSecure2Required", "authentication_required"));

  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    // What is proven here is no matter of speed.
    var settings =
        Map.of(
            "PENSTOCK_PARTITIONS", Integer.toString(PARTITIONS),
            "PENSTOCK_FRAUD_VERDICT_TIMEOUT_MS", "30000",
            "PENSTOCK_PSP_SETTLEMENT_INTERVAL_MS", "1000",
            "PENSTOCK_RECONCILIATION_PATIENCE_SECONDS", "2");
    shop = OPENED.add(Shop.open(dir.resolve("data"), settings));
  }

  @Override
  public Shop shop() {
    return shop;
  }

  @AfterEach
  void rest() {
    shop.psp().rest();
  }

  @AfterAll
  static void close() {
    OPENED.close();
  }

  /** All at once: one after the other they would take long. */
  @Test
  void endsAsStripePublishesForEachOfItsTestCards() throws Exception {
    String merchant = shop.account("m-cards", "merchant");
    List<String> tokens = TEST_CARDS.keySet().stream().sorted().toList();

    List<Answer> answers =
        atOnce(tokens.stream().map(token -> () -> shop.pay("p-" + token, merchant, token, 1_000)));

    for (int i = 0; i < tokens.size(); i++) {
      thenEnds(tokens.get(i), answers.get(i));
    }
    long taken = TEST_CARDS.values().stream().filter("succeeded"::equals).count();
    shop.awaitPosted(merchant, taken * 1_000);
  }

  private static void thenEnds(String token, Answer answer) {
    boolean succeeds = "succeeded".equals(TEST_CARDS.get(token));
    assertThat(answer.status()).as(token + answer.body()).isEqualTo(succeeds ? 201 : 402);
    assertThat(answer.text(succeeds ? "status" : "code"))
        .as(token)
        .isEqualTo(TEST_CARDS.get(token));
    assertThat(shop.payment("p-" + token).path("status").asText())
        .as(token)
        .isEqualTo(succeeds ? "succeeded" : "failed");
    assertThat(shop.psp().intents("p-" + token))
        .as(token)
        .extracting(intent -> intent.path("amount_received").asLong())
        .contains(succeeds ? 1_000L : 0L)
        .doesNotContain(succeeds ? 0L : 1_000L);
  }

  @Test
  void chargesOnceWhenTheAnswerIsLost() {
    String merchant = shop.account("m-lost", "merchant");
    shop.psp().turn("{\"lose_answers_rate\": 1, \"webhooks_off\": true}");

    shop.order("p-lost", merchant, "pm_card_visa", 700);
    awaitEvent("p-lost", "outcome_unknown");
    shop.psp().rest();

    shop.awaitPayment("p-lost", "succeeded");
    assertThat(shop.psp().charge("p-lost").path("amount_captured").asLong()).isEqualTo(700);
    shop.awaitPosted(merchant, 700);
  }

  @Test
  void capturesOnceWhenTheAnswerIsLost() {
    String merchant = shop.account("m-lost-capture", "merchant");
    shop.pay("p-lost-capture", merchant, "pm_card_visa", 700, "\"capture\": \"manual\"");
    shop.psp().turn("{\"lose_answers_rate\": 1, \"webhooks_off\": true}");

    shop.api()
        .post(
            "/payments/p-lost-capture/capture",
            "{}",
            "Idempotency-Key",
            "lost-capture",
            "Prefer",
            "wait=0");
    awaitEvent("p-lost-capture", "outcome_unknown");
    shop.psp().rest();

    shop.awaitPayment("p-lost-capture", "succeeded");
    assertThat(shop.psp().charge("p-lost-capture").path("amount_captured").asLong()).isEqualTo(700);
    shop.awaitPosted(merchant, 700);
  }

  @Test
  void capturesLessThanWasAuthorised() {
    String merchant = shop.account("m-part", "merchant");
    Answer authorised =
        shop.pay("p-part", merchant, "pm_card_visa", 1_000, "\"capture\": \"manual\"");

    Answer captured = shop.post("/payments/p-part/capture", "part", "{\"amount\": 400}");
    Answer again = shop.post("/payments/p-part/capture", "part-2", "{\"amount\": 600}");

    assertThat(authorised.text("status")).isEqualTo("pending");
    assertThat(captured.text("status")).isEqualTo("succeeded");
    assertThat(captured.json().path("amount_captured").asLong()).isEqualTo(400);
    assertThat(again.status()).isEqualTo(409);
    assertThat(shop.psp().intent("p-part").path("amount_received").asLong()).isEqualTo(400);
    shop.awaitPosted(merchant, 400);
  }

  @Test
  void cancelsWhatWasAuthorised() {
    String merchant = shop.account("m-cancel", "merchant");
    shop.pay("p-cancel", merchant, "pm_card_visa", 1_000, "\"capture\": \"manual\"");

    Answer cancelled = shop.post("/payments/p-cancel/cancel", "cancel", "{}");
    Answer captured = shop.post("/payments/p-cancel/capture", "too-late", "{}");

    assertThat(cancelled.text("status")).isEqualTo("cancelled");
    assertThat(captured.text("code")).isEqualTo("payment_not_capturable");
    assertThat(shop.psp().intent("p-cancel").path("status").asText()).isEqualTo("canceled");
    assertThat(shop.posted(merchant)).isZero();
  }

  @Test
  void refundsAtOnceNoMoreThanWasCaptured() throws Exception {
    String merchant = shop.account("m-five", "merchant");
    shop.pay("p-five", merchant, "pm_card_visa", 1_000);

    List<Answer> answers =
        atOnce(IntStream.range(0, 5).mapToObj(i -> () -> shop.refund("p-five", "r-" + i, 300)));

    assertThat(answers)
        .extracting(Answer::status)
        .containsExactlyInAnyOrder(201, 201, 201, 422, 422);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 422)
        .allSatisfy(a -> assertThat(a.text("code")).isEqualTo("refund_exceeds_captured"));
    assertThat(shop.payment("p-five").path("status").asText()).isEqualTo("partially_refunded");
    assertThat(shop.payment("p-five").path("amount_refunded").asLong()).isEqualTo(900);
    assertThat(shop.psp().charge("p-five").path("amount_refunded").asLong()).isEqualTo(900);
    shop.awaitPosted(merchant, 100);
  }

  @Test
  void givesTheMerchantBackWhatThePspCouldNotRefund() {
    String merchant = shop.account("m-back", "merchant");
    // Later than the answer, however slow the machine is.
    shop.psp().turn("{\"refund_failure_delay_ms\": 5000}");
    shop.pay("p-back", merchant, "pm_card_refundFail", 1_000);

    Answer refund = shop.refund("p-back", "r-back", 1_000);

    assertThat(refund.status()).as(refund.body()).isEqualTo(201);
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(shop.api().get("/refunds/r-back").text("status")).isEqualTo("failed"));
    shop.awaitPayment("p-back", "succeeded");
    assertThat(shop.payment("p-back").path("amount_refunded").asLong()).isZero();
    shop.awaitPosted(merchant, 1_000);
  }

  private static void awaitEvent(String payment, String type) {
    await().atMost(LONG).untilAsserted(() -> assertThat(shop.events(payment)).contains(type));
  }

  private static <T> List<T> atOnce(Stream<Callable<T>> calls) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(calls.toList()).stream().map(Future::resultNow).toList();
    }
  }
}
