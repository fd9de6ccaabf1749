package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Card payments while a fifth of the PSP's calls fail and answers are lost, it goes away for a
 * while, and all of Penstock is killed in the midst: each ends rightly, no money appears or is
 * lost. {@code -Dfire.payments=N -Dfire.seconds=N} run another number for another time.
 */
class PaymentsUnderFireTest {
  private static final int PAYMENTS = Integer.getInteger("fire.payments", 60);
  private static final int SECONDS = Integer.getInteger("fire.seconds", 10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MERCHANT = "m-fire";
  private static final String FIRE =
      """
      {"outage": false, "failure_rate": 0.2, "lose_answers_rate": 0.05}
      """;

  /** Who asks again may be told how it ended meanwhile. */
  private static final List<Integer> TAKEN = List.of(201, 202, 402);

  /** How each kind of card ends when nothing goes wrong; the first is by far the most frequent. */
  private static final Map<String, String> CODES =
      Map.of(
          "pm_card_visa", "",
          "pm_card_chargeDeclined", "card_declined",
          "pm_card_chargeDeclinedProcessingError", "processing_error");

  @TempDir Path dir;

  @Test
  void endsEveryPaymentRightly() throws Exception {
    Shop shop =
        Shop.open(dir.resolve("data"), Map.of("PENSTOCK_FRAUD_VERDICT_TIMEOUT_MS", "60000"));
    try (ScheduledExecutorService customers =
        Executors.newScheduledThreadPool(16, Thread.ofVirtual().factory())) {
      shop.account(MERCHANT, "merchant");
      shop.psp().turn(FIRE);
      List<? extends Future<?>> orders = orders(customers, shop);
      awaitSucceeded(shop, PAYMENTS / 10);
      shop = shop.killed();
      shop.psp().turn("{\"outage\": true}");
      awaitBreaker(shop, "open");
      shop.psp().turn(FIRE);
      for (Future<?> order : orders) {
        order.get();
      }
      shop.psp().rest();

      Map<String, JsonNode> payments = awaitEnds(shop);

      thenPaymentsAndPspAgree(shop, payments);
      thenMoneyIsConserved(shop, payments);
      awaitBreaker(shop, "closed");
    } finally {
      shop.close();
    }
  }

  /** Each customer asks until told that the payment was taken. */
  private static List<? extends Future<?>> orders(ScheduledExecutorService customers, Shop shop) {
    return IntStream.range(0, PAYMENTS)
        .mapToObj(
            i ->
                customers.schedule(
                    () -> order(shop, i), SECONDS * 1_000L * i / PAYMENTS, TimeUnit.MILLISECONDS))
        .toList();
  }

  private static void order(Shop shop, int number) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () ->
                assertThat(shop.order(id(number), MERCHANT, token(number), amount(number)).status())
                    .isIn(TAKEN));
  }

  private static String id(int number) {
    return "p-fire-" + number;
  }

  private static long amount(int number) {
    return 1_000L + number;
  }

  private static String token(int number) {
    return switch (number % 10) {
      case 3 -> "pm_card_chargeDeclined";
      case 7 -> "pm_card_chargeDeclinedProcessingError";
      default -> "pm_card_visa";
    };
  }

  private static void awaitSucceeded(Shop shop, int payments) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                shop.api().get("/payments?limit=500&status=succeeded").json().path("data").size()
                    >= payments);
  }

  private static void awaitBreaker(Shop shop, String state) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                shop.api()
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("resilience4j_circuitbreaker_state{"))
                    .filter(line -> line.contains("name=\"psp-stripe\""))
                    .filter(line -> line.contains("state=\"" + state + '"'))
                    .anyMatch(line -> line.endsWith(" 1.0") || line.endsWith(" 1")));
  }

  private static Map<String, JsonNode> awaitEnds(Shop shop) {
    Map<String, JsonNode> payments = new HashMap<>();
    for (int i = 0; i < PAYMENTS; i++) {
      String id = id(i);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(shop.payment(id).path("status").asText())
                      .as(() -> id + shop.events(id))
                      .isIn("succeeded", "failed"));
      payments.put(id, shop.payment(id));
    }
    return payments;
  }

  private static void thenPaymentsAndPspAgree(Shop shop, Map<String, JsonNode> payments) {
    for (int i = 0; i < PAYMENTS; i++) {
      JsonNode payment = Objects.requireNonNull(payments.get(id(i)));
      String code = CODES.get(token(i));
      assertThat(payment.path("failure_reason").asText()).as(payment.toString()).isEqualTo(code);
      long captured = "".equals(code) ? amount(i) : 0;
      assertThat(payment.path("amount_captured").asLong()).isEqualTo(captured);
      List<JsonNode> intents = shop.psp().intents(id(i));
      assertThat(intents.stream().filter(intent -> received(intent) > 0).toList())
          .as("charges for " + id(i))
          .hasSize(captured > 0 ? 1 : 0)
          .allSatisfy(intent -> assertThat(received(intent)).isEqualTo(captured));
      assertThat(intents)
          .as("nothing stays held for " + id(i))
          .noneMatch(intent -> intent.path("status").asText().equals("requires_capture"));
    }
  }

  private static long received(JsonNode intent) {
    return intent.path("amount_received").asLong();
  }

  private static void thenMoneyIsConserved(Shop shop, Map<String, JsonNode> payments)
      throws SQLException {
    long captured =
        payments.values().stream().mapToLong(p -> p.path("amount_captured").asLong()).sum();
    shop.awaitPosted(MERCHANT, captured);
    // What the PSP owed was paid out, line by line.
    shop.awaitPosted("psp:stripe:USD", 0);
    assertThat(shop.api().get("/reconciliation?status=MATCHED&limit=500").json().path("data"))
        .hasSize(
            (int) payments.values().stream().filter(PaymentsUnderFireTest::hasCaptured).count());
    shop.shell().run("ledger", "verify").succeeded();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(inPostgres(shop)).isEqualTo(captured + " of " + PAYMENTS));
  }

  private static boolean hasCaptured(JsonNode payment) {
    return payment.path("amount_captured").asLong() > 0;
  }

  private static String inPostgres(Shop shop) throws SQLException {
    try (var connection = DriverManager.getConnection(shop.up().address("postgres"));
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT sum(amount_captured_minor) || ' of ' || count(*) FROM payments")) {
      row.next();
      return row.getString(1);
    }
  }
}
