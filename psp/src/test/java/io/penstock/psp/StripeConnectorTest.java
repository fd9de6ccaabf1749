package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.param.ChargeListParams;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.psp.simulator.state.Knobs;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspStatus;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeConnectorTest {
  @TempDir static Path directory;
  private static PspSimulator simulator;
  private static StripeConnector stripe;

  @BeforeAll
  static void start() {
    simulator = PspSimulator.start(directory, "127.0.0.1", 0, SimulatorSettings.defaults());
    stripe = new StripeConnector(settings(simulator.url().toString()));
  }

  @AfterAll
  static void stop() {
    stripe.close();
    simulator.close();
  }

  @BeforeEach
  void nothingGoesWrong() {
    simulator.turn(Knobs.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "pm_card_visa_chargeDeclined, card_declined",
    "tok_chargeDeclined, card_declined",
    "pm_card_visa_chargeDeclinedInsufficientFunds, insufficient_funds",
    "pm_card_visa_chargeDeclinedLostCard, lost_card",
    "pm_card_visa_chargeDeclinedStolenCard, stolen_card",
    "pm_card_chargeDeclinedExpiredCard, expired_card",
    "pm_card_chargeDeclinedIncorrectCvc, incorrect_cvc",
    "pm_card_chargeDeclinedProcessingError, processing_error",
    "pm_card_chargeDeclinedFraudulent, fraudulent",
    "pm_card_authenticationRequired, authentication_required",
  })
  void declinesAsTheCardIsPublishedTo(String token, String code) throws Exception {
    PspAnswer answer = authorize(Requests.authorize("pay_" + token, token, 1_000));

    assertThat(answer.status()).isEqualTo(PspStatus.DECLINED);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.pspReference()).startsWith("pi_");
  }

  @ParameterizedTest
  @CsvSource({"pm_card_visa", "tok_visa"})
  void holdsTakesAndReturnsMoney(String token) throws Exception {
    String id = "pay_full_" + token;
    PspAnswer held = authorize(Requests.authorize(id, token, 10_000));
    String intent = Objects.requireNonNull(held.pspReference());
    PspAnswer taken = stripe.capture(Requests.capture(id, intent, 6_000), id + "-capture");
    PspAnswer returned =
        stripe.refund(Requests.refund(id, id + "::r1", intent, 2_000), id + "::r1");

    assertThat(held.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(held.amountMinor()).isEqualTo(10_000);
    assertThat(held.cardFingerprint()).isNotBlank();
    assertThat(taken.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(taken.amountMinor()).isEqualTo(6_000);
    assertThat(taken.feeMinor()).isEqualTo(6_000 * 29 / 1_000 + 30);
    assertThat(taken.chargeReference()).startsWith("ch_");
    assertThat(returned.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(returned.amountMinor()).isEqualTo(2_000);
    assertThat(returned.refundReference()).startsWith("re_");
  }

  @Test
  void givesAnAuthorizationBack() throws Exception {
    PspAnswer held = authorize(Requests.authorize("pay_back", "pm_card_visa", 500));

    PspAnswer cancelled =
        stripe.cancel(Requests.cancel("pay_back", held.pspReference()), "pay_back-cancel");

    assertThat(cancelled.status()).isEqualTo(PspStatus.SUCCEEDED);
  }

  @Test
  void findsByOurReferenceWhatTheLostAnswerSaid() throws Exception {
    simulator.turn(Knobs.NONE.with("lose_next_answers", 1));
    PspRequest lost = Requests.authorize("pay_lost", "pm_card_visa", 700);

    PspAnswer answer = authorize(lost);
    PspAnswer found = stripe.lookUp(Requests.lookUp(lost));
    PspAnswer again = authorize(lost);

    assertThat(answer.status()).isEqualTo(PspStatus.UNKNOWN);
    assertThat(found.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(found.amountMinor()).isEqualTo(700);
    assertThat(again.pspReference()).isEqualTo(found.pspReference());
    assertThat(charges())
        .filteredOn(each -> "pay_lost".equals(each.getMetadata().get("penstock_payment_id")))
        .hasSize(1);
  }

  @Test
  void findsALostCaptureAndALostRefund() throws Exception {
    PspAnswer held = authorize(Requests.authorize("pay_steps", "pm_card_visa", 900));
    PspRequest capture = Requests.capture("pay_steps", held.pspReference(), 900);
    PspRequest refund = Requests.refund("pay_steps", "ref_1", held.pspReference(), 100);
    assertThat(stripe.lookUp(Requests.lookUp(capture)).status()).isEqualTo(PspStatus.NOT_FOUND);

    simulator.turn(Knobs.NONE.with("lose_next_answers", 1));
    assertThat(stripe.capture(capture, "c").status()).isEqualTo(PspStatus.UNKNOWN);
    PspAnswer captured = stripe.lookUp(Requests.lookUp(capture));
    assertThat(stripe.lookUp(Requests.lookUp(refund)).status()).isEqualTo(PspStatus.NOT_FOUND);
    simulator.turn(Knobs.NONE.with("lose_next_answers", 1));
    assertThat(stripe.refund(refund, "r").status()).isEqualTo(PspStatus.UNKNOWN);
    PspAnswer refunded = stripe.lookUp(Requests.lookUp(refund));

    assertThat(captured.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(captured.feeMinor()).isEqualTo(26 + 30);
    assertThat(refunded.status()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(refunded.amountMinor()).isEqualTo(100);
  }

  @Test
  void takesASecondCaptureWithAForgottenKeyForTheFirst() throws Exception {
    PspAnswer held = authorize(Requests.authorize("pay_old", "pm_card_visa", 900));
    PspRequest capture = Requests.capture("pay_old", held.pspReference(), 900);

    PspAnswer first = stripe.capture(capture, "key");
    PspAnswer second = stripe.capture(capture, "another key, as if the first were forgotten");

    assertThat(second).isEqualTo(first);
  }

  @Test
  void findsNothingWhereNothingWas() throws Exception {
    PspRequest never = Requests.authorize("pay_never", "pm_card_visa", 100);

    assertThat(stripe.lookUp(Requests.lookUp(never)).status()).isEqualTo(PspStatus.NOT_FOUND);
  }

  @Test
  void aServerErrorLeavesTheOutcomeUnknown() throws Exception {
    simulator.turn(Knobs.NONE.with("fail_next", 1));

    PspAnswer answer = authorize(Requests.authorize("pay_500", "pm_card_visa", 100));

    assertThat(answer.status()).isEqualTo(PspStatus.UNKNOWN);
  }

  @Test
  void anAnswerThatTakesTooLongLeavesTheOutcomeUnknown() throws Exception {
    simulator.turn(Knobs.NONE.with("latency_ms", 600));
    var hasty =
        settings(simulator.url().toString(), Duration.ofMillis(100), Duration.ofMillis(100));

    try (var connector = new StripeConnector(hasty)) {
      PspRequest request = Requests.authorize("pay_slow", "pm_card_visa", 100);
      assertThat(connector.authorize(request, "slow").status()).isEqualTo(PspStatus.UNKNOWN);
      simulator.turn(Knobs.NONE);
      await()
          .untilAsserted(
              () ->
                  assertThat(stripe.lookUp(Requests.lookUp(request)).status())
                      .isEqualTo(PspStatus.SUCCEEDED));
    }
  }

  @Test
  void nothingHappenedWhereNobodyListens() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (var connector = new StripeConnector(settings("http://127.0.0.1:" + free))) {
      PspRequest request = Requests.authorize("pay_1", "pm_card_visa", 100);
      assertThatThrownBy(() -> connector.authorize(request, "key"))
          .isInstanceOf(PspUnreachableException.class);
    }
  }

  @Test
  void saysThatTheKeyIsWrong() throws Exception {
    var wrong = StripeSettings.of("sk_wrong", simulator.url().toString(), "");
    try (var connector = new StripeConnector(wrong)) {
      PspAnswer answer =
          connector.authorize(Requests.authorize("pay_1", "pm_card_visa", 100), "key");

      assertThat(answer.status()).isEqualTo(PspStatus.FAILED);
      assertThat(answer.code()).isEqualTo("psp_not_configured");
    }
  }

  @Test
  void aTokenThatIsNoneIsRefusedAndNotRepeated() throws Exception {
    PspAnswer answer = authorize(Requests.authorize("pay_odd", "pm_no_such_token", 100));

    assertThat(answer.status()).isEqualTo(PspStatus.FAILED);
    assertThat(answer.code()).isEqualTo("psp_rejected_request");
    assertThat(answer.detail()).doesNotContain("pm_no_such_token");
  }

  private static List<Charge> charges() throws StripeException {
    return StripeClient.builder()
        .setApiKey(SimulatorSettings.API_KEY)
        .setApiBase(simulator.url().toString())
        .build()
        .v1()
        .charges()
        .list(ChargeListParams.builder().setLimit(100L).build())
        .getData();
  }

  private static PspAnswer authorize(PspRequest request) throws PspUnreachableException {
    return stripe.authorize(request, request.getIdempotencyKey());
  }

  private static StripeSettings settings(String url) {
    return settings(url, Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  private static StripeSettings settings(String url, Duration connect, Duration read) {
    return new StripeSettings(
        SimulatorSettings.API_KEY, url, SimulatorSettings.WEBHOOK_SECRET, connect, read);
  }
}
