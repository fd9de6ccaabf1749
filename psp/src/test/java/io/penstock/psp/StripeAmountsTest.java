package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.service.V1Services;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.connector.SettlementPage;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.psp.stripe.StripeSettings;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.SettlementLine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts on their way to Stripe and back. */
class StripeAmountsTest {
  @TempDir static Path directory;
  private static PspSimulator simulator;
  private static StripeConnector stripe;
  private static V1Services client;

  @BeforeAll
  static void start() {
    simulator =
        PspSimulator.start(
            directory,
            "127.0.0.1",
            0,
            SimulatorSettings.defaults().withSettlementDelay(Duration.ZERO));
    String url = simulator.url().toString();
    stripe =
        new StripeConnector(
            StripeSettings.of(SimulatorSettings.API_KEY, url, SimulatorSettings.WEBHOOK_SECRET));
    client =
        StripeClient.builder().setApiKey(SimulatorSettings.API_KEY).setApiBase(url).build().v1();
  }

  @AfterAll
  static void stop() {
    stripe.close();
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "USD, 1000, 1000",
    "ISK, 1000, 100000",
    "UGX, 1000, 100000",
    "MGA, 50000, 500",
    "KWD, 5120, 5120",
    "JPY, 500, 500",
  })
  void reachStripeInItsUnitsAndComeBackInOurs(String currency, long minor, long written)
      throws Exception {
    String id = "pay_" + currency;
    String intent = pay(id, currency, minor);
    PspAnswer returned =
        stripe.refund(in(currency, Requests.refund(id, id + "-r", intent, minor)), id + "-r");

    assertThat(client.paymentIntents().retrieve(intent).getAmount()).isEqualTo(written);
    assertThat(returned.status()).as(returned.detail()).isEqualTo(PspStatus.SUCCEEDED);
    assertThat(returned.amountMinor()).isEqualTo(minor);
    assertThat(linesOf(id))
        .extracting(SettlementLine::getAmountMinor)
        .containsExactlyInAnyOrder(minor, -minor);
    assertThat(linesOf(id)).extracting(SettlementLine::getCurrency).containsOnly(currency);
  }

  @ParameterizedTest
  @CsvSource({"MGA, 50020", "KWD, 5124", "IQD, 1000"})
  void areNotSentWhereStripeHasNoWordForThem(String currency, long minor) throws Exception {
    PspAnswer answer =
        authorize(in(currency, Requests.authorize("pay_odd", "pm_card_visa", minor)));

    assertThat(answer.status()).isEqualTo(PspStatus.FAILED);
    assertThat(answer.code()).isEqualTo("amount_not_chargeable");
    assertThat(answer.pspReference()).isNull();
  }

  @Test
  void ofAPartAreNotSentEither() throws Exception {
    PspAnswer held = authorize(in("KWD", Requests.authorize("pay_part", "pm_card_visa", 5_120)));
    String intent = Objects.requireNonNull(held.pspReference());

    PspAnswer taken = stripe.capture(in("KWD", Requests.capture("pay_part", intent, 5_001)), "c");

    assertThat(taken.code()).isEqualTo("amount_not_chargeable");
    assertThat(client.paymentIntents().retrieve(intent).getStatus()).isEqualTo("requires_capture");
  }

  @ParameterizedTest
  @CsvSource({"isk, 1001", "ugx, 50", "kwd, 5124", "tnd, 9"})
  void areRefusedByTheStandInAsByStripe(String currency, long written) {
    var call = PaymentIntentCreateParams.builder().setAmount(written).setCurrency(currency).build();

    assertThatThrownBy(() -> client.paymentIntents().create(call))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("multiple");
  }

  private static String pay(String id, String currency, long minor) throws Exception {
    PspAnswer held = authorize(in(currency, Requests.authorize(id, "pm_card_visa", minor)));
    String intent = Objects.requireNonNull(held.pspReference(), () -> "" + held.detail());
    PspAnswer taken =
        stripe.capture(in(currency, Requests.capture(id, intent, minor)), id + "-capture");
    assertThat(held.amountMinor()).isEqualTo(minor);
    assertThat(taken.amountMinor()).isEqualTo(minor);
    assertThat(taken.feeMinor()).isBetween(0L, minor);
    return intent;
  }

  private static PspAnswer authorize(PspRequest request) throws PspUnreachableException {
    return stripe.authorize(request, request.getIdempotencyKey());
  }

  private static PspRequest in(String currency, PspRequest request) {
    return PspRequest.newBuilder(request).setCurrency(currency).build();
  }

  private static List<SettlementLine> linesOf(String paymentId) throws Exception {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    return stripe.settlementLines(Instant.EPOCH, tomorrow, null).entries().stream()
        .filter(SettlementPage.Settled.class::isInstance)
        .map(entry -> ((SettlementPage.Settled) entry).line())
        .filter(line -> paymentId.equals(line.getPaymentId()))
        .toList();
  }
}
