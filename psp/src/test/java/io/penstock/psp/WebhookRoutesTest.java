package io.penstock.psp;

import static io.penstock.psp.StripeEvents.event;
import static io.penstock.psp.StripeEvents.intent;
import static io.penstock.psp.StripeEvents.refund;
import static io.penstock.psp.StripeEvents.sign;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.psp.connector.ForgedWebhookException;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRoutesTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private static final HttpClient http = HttpClient.newHttpClient();
  private static WebhookRoutes routes;
  private static Javalin server;

  @BeforeAll
  static void start() {
    routes = new WebhookRoutes(world.settings(), new SimpleMeterRegistry());
    server = serve(routes);
  }

  @AfterAll
  static void stop() {
    server.stop();
    routes.close();
  }

  @ParameterizedTest
  @CsvSource({
    "payment_intent.amount_capturable_updated, requires_capture, AUTHORIZE, SUCCEEDED, 1000",
    "payment_intent.succeeded, succeeded, CAPTURE, SUCCEEDED, 900",
    "payment_intent.canceled, canceled, CANCEL, SUCCEEDED,",
    "payment_intent.payment_failed, requires_payment_method, AUTHORIZE, DECLINED,",
  })
  void keepsWhatAPaymentsEventTells(
      String type, String status, PspOperation operation, PspStatus told, @Nullable Long amount)
      throws Exception {
    String event = event(type, intent("pay_1", status, "card_declined"));

    assertThat(post("/webhook/stripe", event, sign(event, Instant.now())).statusCode())
        .isEqualTo(200);

    PspResult result = onlyResult();
    assertThat(result.getPaymentId()).isEqualTo("pay_1");
    assertThat(result.getRequestId()).isNull();
    assertThat(result.getEventId()).isEqualTo("evt_1");
    assertThat(result.getOperation()).isEqualTo(operation);
    assertThat(result.getStatus()).isEqualTo(told);
    assertThat(result.getAmountMinor()).isEqualTo(amount);
    assertThat(result.getPspReference()).isEqualTo("pi_1");
  }

  @ParameterizedTest
  @CsvSource({
    "refund.updated, succeeded, SUCCEEDED,",
    "charge.refund.updated, pending, PENDING,",
    "refund.failed, failed, FAILED, expired_or_canceled_card",
  })
  void keepsWhatARefundsEventTells(
      String type, String status, PspStatus told, @Nullable String code) throws Exception {
    String event = event(type, refund(status));

    assertThat(post("/webhook", event, sign(event, Instant.now())).statusCode()).isEqualTo(200);

    PspResult result = onlyResult();
    assertThat(result.getOperation()).isEqualTo(PspOperation.REFUND);
    assertThat(result.getRefundId()).isEqualTo("ref_1");
    assertThat(result.getStatus()).isEqualTo(told);
    assertThat(result.getCode()).isEqualTo(code);
    assertThat(result.getPspRefundReference()).isEqualTo("re_1");
  }

  @Test
  void refusesWhatThePspDidNotSignJustNow() throws Exception {
    String event = event("payment_intent.succeeded", intent("pay_1", "succeeded", "none"));
    String signature = sign(event, Instant.now());
    String stale = sign(event, Instant.now().minusSeconds(301));

    assertRefused(post("/webhook/stripe", event, null));
    assertRefused(post("/webhook/stripe", event, "nonsense"));
    assertRefused(post("/webhook/stripe", event, stale));
    assertRefused(post("/webhook/stripe", event.replace("pay_1", "pay_2"), signature));

    assertThat(world.all(Topics.PSP_RESULTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t=abc,v1=00",
        "t=99999999999999999999,v1=00",
        "===,,,=,t",
        "v1=00",
        "t=1,v1=00",
        "t=,v1="
      })
  void refusesASignatureThatIsNone(String signature) throws Exception {
    String event = event("payment_intent.succeeded", intent("pay_1", "succeeded", "none"));

    assertRefused(post("/webhook/stripe", event, signature));
    assertRefused(post("/webhook/stripe", "{}", signature));
    assertThat(world.all(Topics.PSP_RESULTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "no JSON",
        "{\"type\": null}",
        "{\"object\": \"event\", \"type\": \"payment_intent.succeeded\"}",
        "{\"type\": \"payment_intent.succeeded\", \"data\": {\"object\": {}}}",
        "{\"type\": \"refund.updated\", \"data\": {\"object\": {\"object\": \"refund\"}}}",
        "{\"type\": \"payment_intent.succeeded\", \"data\": {\"object\": {\"object\":"
            + " \"payment_intent\"}}}"
      })
  void passesOverWhatIsSignedAndNoEvent(String body) throws Exception {
    assertThat(post("/webhook/stripe", body, sign(body, Instant.now())).statusCode())
        .isEqualTo(200);
    assertThat(world.all(Topics.PSP_RESULTS)).isEmpty();
  }

  @Test
  void refusesEveryWebhookWhereThereIsNoSecret() throws Exception {
    StripeSettings without = StripeSettings.of("sk", world.stripe().baseUrl(), "");
    try (var connector = new StripeConnector(without)) {
      String event = event("payment_intent.succeeded", intent("pay_1", "succeeded", "none"));
      assertThatThrownBy(() -> connector.webhook(event.getBytes(UTF_8), sign(event, Instant.now())))
          .isInstanceOf(ForgedWebhookException.class);
    }
  }

  @Test
  void ignoresWhatIsNoneOfOurBusiness() throws Exception {
    String other = event("customer.created", intent("pay_1", "succeeded", "none"));
    ObjectNode foreign = intent("pay_1", "succeeded", "none");
    foreign.putObject("metadata");
    String soldElsewhere = event("payment_intent.succeeded", foreign);
    String soft =
        event(
            "payment_intent.payment_failed",
            intent("pay_1", "requires_payment_method", "processing_error"));

    for (String event : new String[] {other, soldElsewhere, soft}) {
      assertThat(post("/webhook/stripe", event, sign(event, Instant.now())).statusCode())
          .isEqualTo(200);
    }

    assertThat(world.all(Topics.PSP_RESULTS)).isEmpty();
  }

  @Test
  void knowsOnlyThePspsThatThereAre() throws Exception {
    assertThat(post("/webhook/nopsp", "{}", null).statusCode()).isEqualTo(404);
  }

  @Test
  void takesNoEndlessBody() throws Exception {
    assertThat(post("/webhook", "x".repeat(256 * 1024 + 1), null).statusCode()).isEqualTo(413);
  }

  @Test
  void saysThatKafkaIsAwaySoThatTheWebhookComesAgain() throws Exception {
    PspSettings away =
        PspSettings.of("127.0.0.1:1", PspWorld.REGISTRY, world.settings().stripe(), null);
    String event = event("payment_intent.succeeded", intent("pay_1", "succeeded", "none"));
    try (var cutOff = new WebhookRoutes(away, new SimpleMeterRegistry())) {
      Javalin its = serve(cutOff);
      var answer = post(its, "/webhook", event, sign(event, Instant.now()));
      its.stop();
      assertThat(answer.statusCode()).isEqualTo(503);
    }
  }

  @Test
  void understandsTheSimulatorsOwnEvents() throws Exception {
    world.simulator().webhooksTo(URI.create("http://127.0.0.1:" + server.port() + "/webhook"));
    try (var stripe = new StripeConnector(world.stripe())) {
      stripe.authorize(Requests.authorize("pay_told", "pm_card_visa", 700), "told");
    }

    await()
        .untilAsserted(
            () ->
                assertThat(world.all(Topics.PSP_RESULTS))
                    .extracting(PspResult::getPaymentId, PspResult::getStatus)
                    .containsExactly(tuple("pay_told", PspStatus.SUCCEEDED)));
  }

  private static PspResult onlyResult() {
    assertThat(world.all(Topics.PSP_RESULTS)).hasSize(1);
    return world.all(Topics.PSP_RESULTS).getFirst();
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("webhook_signature_invalid");
  }

  private static HttpResponse<String> post(String path, String body, @Nullable String signature)
      throws Exception {
    return post(server, path, body, signature);
  }

  private static HttpResponse<String> post(
      Javalin server, String path, String body, @Nullable String signature) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body));
    if (signature != null) {
      request.header("Stripe-Signature", signature);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static Javalin serve(WebhookRoutes routes) {
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.routes.exception(
                  ProblemException.class,
                  (e, ctx) ->
                      ctx.status(e.problem().status())
                          .contentType(Problem.MEDIA_TYPE)
                          .result(e.problem().toJson(ctx.path())));
              routes.addTo(config.routes);
            })
        .start("127.0.0.1", 0);
  }
}
