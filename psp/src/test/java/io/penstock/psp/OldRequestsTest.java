package io.penstock.psp;

import static io.penstock.schemas.PspOperation.AUTHORIZE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.service.V1Services;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was asked for so long ago that the PSP has forgotten the key, and how it is found. */
class OldRequestsTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private static final Duration A_DAY = Duration.ofHours(21);

  private StripeConnector stripe;
  private PspService service;

  @BeforeEach
  void start() {
    // Nothing here is about time-outs.
    StripeSettings patient =
        new StripeSettings(
            SimulatorSettings.API_KEY,
            world.simulator().url().toString(),
            SimulatorSettings.WEBHOOK_SECRET,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
    stripe = new StripeConnector(patient);
    service =
        new PspService(
            world.settings(patient), new SimpleMeterRegistry(), System::currentTimeMillis);
    service.start();
    await().until(service::isReady);
  }

  @AfterEach
  void stop() {
    service.close();
    stripe.close();
  }

  @Test
  void aChargeIsFoundAndNotMadeAgain() throws Exception {
    PspRequest first = Requests.authorize("pay_replayed", "pm_card_visa", 1_000);
    PspAnswer held = stripe.authorize(first, first.getPaymentId() + "-last-week");

    assertThat(held.status()).as(held.detail()).isEqualTo(PspStatus.SUCCEEDED);

    PspResult result = resultOf(daysAgo(first));

    assertThat(result.getStatus()).as(result.toString()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(result.getOperation()).isEqualTo(AUTHORIZE);
    assertThat(result.getPspReference()).isEqualTo(held.pspReference());
    assertThat(intentsOf("pay_replayed")).isEqualTo(1);
  }

  @Test
  void aRefundIsFoundAndNotMadeAgain() throws Exception {
    String intent = captured("pay_refunded");
    PspRequest refund = Requests.refund("pay_refunded", "ref_old", intent, 400);
    stripe.refund(refund, "the-key-of-last-week");

    PspResult result = resultOf(daysAgo(refund));

    assertThat(result.getStatus()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(client().refunds().list().getData())
        .filteredOn(each -> intent.equals(each.getPaymentIntent()))
        .hasSize(1);
  }

  @Test
  void aRefundThatWasNeverMadeIsMade() throws Exception {
    String intent = captured("pay_waits_for_refund");

    PspResult result =
        resultOf(daysAgo(Requests.refund("pay_waits_for_refund", "ref_late", intent, 400)));

    assertThat(result.getStatus()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(result.getAmountMinor()).isEqualTo(400);
  }

  @Test
  void aCardIsNotChargedADayLate() throws Exception {
    PspResult result = resultOf(daysAgo(Requests.authorize("pay_late", "pm_card_visa", 1_000)));

    assertThat(result.getStatus()).isEqualTo(PspStatus.FAILED);
    assertThat(result.getCode()).isEqualTo("psp_unavailable");
    assertThat(intentsOf("pay_late")).isZero();
  }

  @Test
  void whenTheCallWasFirstMadeCountsAndNotWhenItIsRepeated() throws Exception {
    PspRequest first = Requests.authorize("pay_repeated", "pm_card_visa", 1_000);
    stripe.authorize(first, first.getPaymentId() + "-last-week");
    long longAgo = System.currentTimeMillis() - A_DAY.toMillis();

    PspResult result =
        resultOf(PspRequest.newBuilder(first).setRequestId("again").setCalledAtMs(longAgo).build());

    assertThat(result.getStatus()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(intentsOf("pay_repeated")).isEqualTo(1);
  }

  @Test
  void aLookUpThatComesLateFindsWhatIsOld() throws Exception {
    PspRequest call = Requests.authorize("pay_no_search", "pm_card_visa", 1_000);
    PspAnswer held = stripe.authorize(call, "key");
    long hoursLater = System.currentTimeMillis() + Duration.ofHours(5).toMillis();
    PspRequest question =
        PspRequest.newBuilder(Requests.lookUp(call))
            .setCalledAtMs(call.getRequestedAtMs())
            .setRequestedAtMs(hoursLater)
            .build();

    HttpServer noSearch = withoutSearch(world.simulator().url());
    try (var connector =
        new StripeConnector(
            StripeSettings.of(
                SimulatorSettings.API_KEY,
                "http://127.0.0.1:" + noSearch.getAddress().getPort(),
                SimulatorSettings.WEBHOOK_SECRET))) {
      PspAnswer found = connector.lookUp(question);

      assertThat(found.status()).as(found.detail()).isEqualTo(PspStatus.SUCCEEDED);
      assertThat(found.pspReference()).isEqualTo(held.pspReference());
    } finally {
      noSearch.stop(0);
    }
  }

  /** Stripe of a country where accounts cannot search. */
  private static HttpServer withoutSearch(URI stripe) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HttpClient client = HttpClient.newHttpClient();
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          int status = 400;
          byte[] body = "{\"error\": {\"type\": \"invalid_request_error\"}}".getBytes(UTF_8);
          if (!path.contains("/search")) {
            try {
              var answer =
                  client.send(
                      HttpRequest.newBuilder(stripe.resolve(path))
                          .header("Authorization", "Bearer " + SimulatorSettings.API_KEY)
                          .build(),
                      BodyHandlers.ofByteArray());
              status = answer.statusCode();
              body = answer.body();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private String captured(String paymentId) throws Exception {
    PspAnswer held =
        stripe.authorize(Requests.authorize(paymentId, "pm_card_visa", 1_000), paymentId);
    String intent = Objects.requireNonNull(held.pspReference());
    stripe.capture(Requests.capture(paymentId, intent, 1_000), paymentId + "-capture");
    return intent;
  }

  /** As it would be read again after a week, with a key that the PSP does not know any more. */
  private static PspRequest daysAgo(PspRequest request) {
    return PspRequest.newBuilder(request)
        .setRequestedAtMs(System.currentTimeMillis() - A_DAY.toMillis())
        .setIdempotencyKey(request.getIdempotencyKey() + "-forgotten")
        .build();
  }

  private static PspResult resultOf(PspRequest request) {
    world.send(Topics.PSP_REQUESTS, request.getPaymentId(), request);
    await().until(() -> result(request) != null);
    return Objects.requireNonNull(result(request));
  }

  private static @Nullable PspResult result(PspRequest request) {
    return world.all(Topics.PSP_RESULTS).stream()
        .filter(each -> request.getRequestId().equals(each.getRequestId()))
        .findFirst()
        .orElse(null);
  }

  private static int intentsOf(String paymentId) throws Exception {
    return client()
        .paymentIntents()
        .search(
            PaymentIntentSearchParams.builder()
                .setQuery("metadata['penstock_payment_id']:'" + paymentId + "'")
                .build())
        .getData()
        .size();
  }

  private static V1Services client() {
    return StripeClient.builder()
        .setApiKey(SimulatorSettings.API_KEY)
        .setApiBase(world.simulator().url().toString())
        .build()
        .v1();
  }
}
