package io.penstock.ingest;

import static io.penstock.ingest.PlainPayments.answer;
import static io.penstock.ingest.PlainPayments.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ingest.Client.Response;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentStatus;
import io.penstock.views.ConsistencyToken.PaymentMark;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(DoorExtension.class)
class PaymentCallsTest {
  static final String CARD =
      """
      {"payment_id": "%s", "user_id": "ann", "merchant_id": "shop", "amount": 1000,
       "currency": "USD", "payment_method": {"type": "card", "token": "tok_visa"}}\
      """;

  private final Door door;
  private final Client client;

  PaymentCallsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void paysAndAnswersWithThePayment() {
    Response paid =
        client.post(
            "/payments",
            """
            {"payer_account_id": "acc-1", "merchant_id": "shop", "amount": "1000",
             "currency": "USD", "payment_method": {"type": "wallet"}, "capture": "manual",
             "checkout_id": "c-1", "metadata": {"order": "17"}}\
            """);

    assertThat(paid.status()).as(paid.body()).isEqualTo(201);
    assertThat(paid.text("payment_id")).matches("pay_[0-9a-f]{32}");
    assertThat(paid.header("Location")).isEqualTo("/payments/" + paid.text("payment_id"));
    assertThat(paid.header("Consistency-Token"))
        .isEqualTo(Client.token(new PaymentMark(paid.text("payment_id"), 1)));
    PaymentCreation creation = commands(paid.text("payment_id")).getFirst().getCreation();
    assertThat(creation)
        .isEqualTo(
            PaymentCreation.newBuilder()
                .setPayerAccountId("acc-1")
                .setMerchantId("shop")
                .setAmountMinor(1_000)
                .setCurrency("USD")
                .setFunding(Funding.WALLET)
                .setCapture(CaptureMode.MANUAL)
                .setCheckoutId("c-1")
                .setMetadata(Map.of("order", "17"))
                .build());
  }

  @Test
  void sendsTheTokenAndNeverShowsIt() {
    String id = Client.newKey();

    Response paid = client.post("/payments", CARD.formatted(id));

    PaymentCreation creation = Objects.requireNonNull(commands(id).getFirst().getCreation());
    assertThat(creation.getToken()).isEqualTo("tok_visa");
    assertThat(creation.getCapture()).isEqualTo(CaptureMode.AUTOMATIC);
    assertThat(paid.body()).doesNotContain("tok_visa");
  }

  @Test
  void answersARepeatAsBefore() {
    String id = Client.newKey();
    String key = Client.newKey();

    Response first = client.post("/payments", CARD.formatted(id), "Idempotency-Key", key);
    Response again = client.post("/payments", CARD.formatted(id), "Idempotency-Key", key);
    Response other = client.post("/payments", CARD.formatted("other"), "Idempotency-Key", key);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(commands(id)).hasSize(1);
    assertThat(other.text("code")).isEqualTo("idempotency_key_reused");
  }

  @ParameterizedTest
  @CsvSource({
    "card, failed, card_declined, 402",
    "card, failed, expired_card, 402",
    "card, failed, merchant_not_found, 422",
    "card, failed, psp_unavailable, 502",
    "card, flagged_fraud, fraud_rejected, 402",
    "wallet, failed, fraud_verdict_missing, 402",
    "wallet, failed, insufficient_funds, 402",
    "wallet, failed, debit_account_frozen, 422",
    "wallet, failed, payer_not_found, 422"
  })
  void declines(String type, String status, String code, int http) {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id,
        PaymentAction.CREATE,
        answer(
            payment(id, PaymentStatus.valueOf(status.toUpperCase(Locale.ROOT)))
                .setFailureCode(code)
                .setFailureDetail("No.")
                .setCreation(
                    PaymentCreation.newBuilder(PlainPayments.byCard())
                        .setFunding(Funding.valueOf(type.toUpperCase(Locale.ROOT)))
                        .build())
                .build()));

    Response declined = client.post("/payments", CARD.formatted(id));

    assertThat(declined.status()).as(declined.body()).isEqualTo(http);
    assertThat(declined.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(declined.text("code")).isEqualTo(code);
    assertThat(declined.text("detail")).isEqualTo("No.");
    assertThat(declined.text("payment_id")).isEqualTo(id);
    assertThat(declined.text("payment_status")).isEqualTo(status);
  }

  @Test
  void saysWhatIsKnownWhereItTakesLonger() {
    String id = Client.newKey();
    String key = Client.newKey();
    door.ledger.payments.prescribe(
        id, PaymentAction.CREATE, answer(payment(id, PaymentStatus.INITIATED).build()));

    Response early = pay(id, key);
    door.ledger.payments.prescribe(
        id, PaymentAction.CREATE, answer(payment(id, PaymentStatus.SUCCEEDED).build()));
    Response later = pay(id, key);

    assertThat(early.status()).isEqualTo(202);
    assertThat(early.text("status")).isEqualTo("initiated");
    assertThat(early.header("Location")).isEqualTo("/payments/" + id);
    assertThat(early.header("Consistency-Token")).isEqualTo(Client.token(new PaymentMark(id, 1)));
    assertThat(later.status()).isEqualTo(201);
    assertThat(later.text("status")).isEqualTo("succeeded");
    assertThat(early.header("Idempotent-Replayed")).isEmpty();
    assertThat(later.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "wallet, payer_required, payer_account_id",
    "card, token_required, payment_method.token"
  })
  void asksWhoPaysBeforeAnythingIsSent(String type, String code, String field) {
    String id = Client.newKey();

    Response refused =
        client.post(
            "/payments",
            """
            {"payment_id": "%s", "merchant_id": "shop", "amount": 1, "currency": "USD",
             "payment_method": {"type": "%s"}}\
            """
                .formatted(id, type));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
    assertThat(commands(id)).isEmpty();
  }

  @Test
  void saysThatItWorksWhereNothingIsKnown() {
    String id = Client.newKey();
    door.ledger.holdBack();
    try {
      Response early = pay(id, Client.newKey());

      assertThat(early.status()).isEqualTo(202);
      assertThat(early.json())
          .isEqualTo(Client.parsed("{\"payment_id\": \"" + id + "\", \"status\": \"initiated\"}"));
    } finally {
      door.ledger.goOn();
    }
  }

  private Response pay(String id, String key) {
    return client.post("/payments", CARD.formatted(id), "Idempotency-Key", key, "Prefer", "wait=1");
  }

  @Test
  void capturesPart() {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id,
        PaymentAction.CAPTURE,
        answer(payment(id, PaymentStatus.SUCCEEDED).setAmountCapturedMinor(700).build()));

    Response captured = client.post("/payments/" + id + "/capture", "{\"amount\": 700}");

    assertThat(captured.status()).as(captured.body()).isEqualTo(201);
    assertThat(captured.json().path("amount_captured").asLong()).isEqualTo(700);
    PaymentCommand command = commands(id).getFirst();
    assertThat(command.getAmountMinor()).isEqualTo(700);
    assertThat(command.getCommandId()).startsWith("cap_");
  }

  @Test
  void cancelsWithAReason() {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id, PaymentAction.CANCEL, answer(payment(id, PaymentStatus.CANCELLED).build()));

    Response cancelled = client.post("/payments/" + id + "/cancel", "{\"reason\": \"no stock\"}");

    assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(201);
    assertThat(commands(id).getFirst().getReason()).isEqualTo("no stock");
  }

  @ParameterizedTest
  @CsvSource({
    "CAPTURE, payment_not_found, 404,",
    "CAPTURE, payment_not_capturable, 409,",
    "CAPTURE, exceeds_authorized_amount, 422, amount",
    "CAPTURE, amount_not_chargeable, 422, amount",
    "REFUND, amount_not_chargeable, 422, amount",
    "CANCEL, payment_not_cancellable, 409,",
    "REFUND, payment_not_found, 404, payment_id",
    "REFUND, payment_not_refundable, 409, payment_id",
    "REFUND, refund_exceeds_captured, 422, amount",
    "REFUND, id_already_used_with_different_amount, 422, amount",
    "CREATE, id_already_used_with_different_merchant_id, 422, merchant_id"
  })
  void refuses(PaymentAction action, String code, int http, String field) {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id, action, PlainPayments.refused(code, payment(id, PaymentStatus.PENDING).build()));

    Response refused =
        switch (action) {
          case CREATE -> client.post("/payments", CARD.formatted(id));
          case CAPTURE -> client.post("/payments/" + id + "/capture", "");
          case CANCEL -> client.post("/payments/" + id + "/cancel", "");
          case REFUND -> client.post("/refunds", "{\"payment_id\": \"" + id + "\"}");
        };

    assertThat(refused.status()).as(refused.body()).isEqualTo(http);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field == null ? "" : field);
    assertThat(refused.text("payment_id")).isEqualTo(id);
    assertThat(refused.text("payment_status")).isEqualTo("pending");
    assertThat(refused.text("detail")).isNotBlank();
  }

  @Test
  void refusesAnIdThatNoPaymentHas() {
    String tooLong = "a".repeat(49);

    Response refused = client.post("/payments/" + tooLong + "/capture", "");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.text("code")).isEqualTo("payment_not_found");
    assertThat(commands(tooLong)).isEmpty();
  }

  private List<PaymentCommand> commands(String paymentId) {
    return door.ledger.commands().stream()
        .filter(PaymentCommand.class::isInstance)
        .map(PaymentCommand.class::cast)
        .filter(command -> command.getPaymentId().equals(paymentId))
        .toList();
  }
}
