package io.penstock.ingest;

import static io.penstock.ingest.PlainPayments.answer;
import static io.penstock.ingest.PlainPayments.refund;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ingest.Client.Response;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.RefundStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(DoorExtension.class)
class RefundCallsTest {
  private final Door door;
  private final Client client;

  RefundCallsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void refunds() {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id, PaymentAction.REFUND, answer(refund("r", RefundStatus.SUCCEEDED).build()));

    Response refunded =
        client.post(
            "/refunds", "{\"payment_id\": \"" + id + "\", \"amount\": 5, \"reason\": \"broken\"}");

    assertThat(refunded.status()).as(refunded.body()).isEqualTo(201);
    PaymentCommand command = command(id);
    assertThat(command.getRefundId()).matches("ref_[0-9a-f]{32}");
    assertThat(command.getAmountMinor()).isEqualTo(5);
    assertThat(command.getReason()).isEqualTo("broken");
    assertThat(refunded.header("Location"))
        .isEqualTo("/refunds/" + command.getRefundId() + "?payment_id=" + id);
  }

  @ParameterizedTest
  @CsvSource({"charge_disputed, stripe, 402", "insufficient_funds,, 402", "overflow,, 422"})
  void tellsWhyARefundFailed(String code, String psp, int http) {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id,
        PaymentAction.REFUND,
        answer(refund("r-1", RefundStatus.FAILED).setFailureCode(code).setPsp(psp).build()));

    Response failed =
        client.post("/refunds", "{\"payment_id\": \"" + id + "\", \"refund_id\": \"r-1\"}");

    assertThat(failed.status()).as(failed.body()).isEqualTo(http);
    assertThat(failed.text("code")).isEqualTo(code);
    assertThat(failed.text("refund_id")).isEqualTo("r-1");
    assertThat(failed.text("refund_status")).isEqualTo("failed");
  }

  @Test
  void saysThatARefundIsPending() {
    String id = Client.newKey();
    door.ledger.payments.prescribe(
        id, PaymentAction.REFUND, answer(refund("r-2", RefundStatus.PENDING).build()));

    Response pending =
        client.post(
            "/refunds",
            "{\"payment_id\": \"" + id + "\", \"refund_id\": \"r-2\"}",
            "Idempotency-Key",
            Client.newKey(),
            "Prefer",
            "wait=1");

    assertThat(pending.status()).isEqualTo(202);
    assertThat(pending.text("status")).isEqualTo("pending");
    assertThat(pending.header("Location")).isEqualTo("/refunds/r-2?payment_id=" + id);
  }

  private PaymentCommand command(String paymentId) {
    return door.ledger.commands().stream()
        .filter(PaymentCommand.class::isInstance)
        .map(PaymentCommand.class::cast)
        .filter(command -> command.getPaymentId().equals(paymentId))
        .findFirst()
        .orElseThrow();
  }
}
