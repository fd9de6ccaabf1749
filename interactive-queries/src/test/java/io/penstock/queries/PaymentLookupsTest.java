package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.PaymentMark;
import io.penstock.views.ConsistencyToken.RefundMark;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Payments and refunds by id, and their events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaymentLookupsTest {
  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void start(@TempDir Path dir) {
    node = ViewsNode.start(dir, "payments").awaitReady();
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void showsAPaymentWithoutItsToken() {
    FactWriter.advanceClock();
    Payment payment = PaymentFact.declinedCard("pay-card", FactWriter.nowMs());
    write(PaymentFact.event(PaymentEventType.FAILED, payment).build());

    JsonNode json = await("pay-card");

    assertThat(json).isEqualTo(node.get("/payments/pay-card").json());
    assertThat(json.toString()).doesNotContain("tok_secret");
    assertThat(json.path("status").asText()).isEqualTo("failed");
    assertThat(json.path("failure_reason").asText()).isEqualTo("card_declined");
    assertThat(json.path("failure_detail").asText()).isEqualTo("The bank said no.");
    assertThat(json.path("amount").asLong()).isEqualTo(1_500);
    assertThat(json.path("amount_captured").asLong()).isZero();
    assertThat(json.path("currency").asText()).isEqualTo("EUR");
    assertThat(json.path("user_id").asText()).isEqualTo("carla");
    assertThat(json.path("merchant_id").asText()).isEqualTo("shop");
    assertThat(json.path("payment_method").path("type").asText()).isEqualTo("card");
    assertThat(json.path("capture").asText()).isEqualTo("manual");
    assertThat(json.path("authorized").asBoolean()).isFalse();
    assertThat(json.path("psp").asText()).isEqualTo("stripe");
    assertThat(json.path("metadata").path("order").asText()).isEqualTo("8");
    assertThat(json.path("created_at").asText()).isEqualTo(Json.time(payment.getCreatedAtMs()));
    assertThat(json.has("payer_account_id")).isFalse();
    assertThat(json.has("fee")).isFalse();
    assertThat(json.has("expires_at")).isFalse();
  }

  @Test
  void listsThePastOfAPaymentInOrder() {
    Payment initiated = initiated("pay-past");
    Payment succeeded = PaymentFact.succeeded(initiated);
    Refund refund = PaymentFact.refund("re-past", "pay-past", succeeded.getUpdatedAtMs());
    Payment refunding = PaymentFact.withRefund(succeeded, PaymentStatus.REFUND_INITIATED, refund);
    facts.commit(
        () -> {
          PaymentFact.write(
              facts, PaymentFact.event(PaymentEventType.INITIATED, initiated).build());
          PaymentFact.write(
              facts,
              PaymentFact.answer(PaymentEventType.REFUSED, "pay-past", "r9")
                  .setCode("payment_not_capturable")
                  .build());
          PaymentFact.write(
              facts, PaymentFact.event(PaymentEventType.SUCCEEDED, succeeded).build());
          PaymentFact.write(facts, refund);
          PaymentFact.write(
              facts,
              PaymentFact.event(PaymentEventType.REFUND_STARTED, refunding)
                  .setRefundId("re-past")
                  .setAmountMinor(400L)
                  .setCode("requested")
                  .build());
        });
    String token = token(new PaymentMark("pay-past", 3));

    JsonNode events = read("/payments/pay-past/events", token).path("data");

    assertThat(texts(events, "type")).containsExactly("initiated", "succeeded", "refund_started");
    assertThat(texts(events, "sequence")).containsExactly("1", "2", "3");
    assertThat(events.get(2).path("status").asText()).isEqualTo("refund_initiated");
    assertThat(events.get(2).path("refund_id").asText()).isEqualTo("re-past");
    assertThat(events.get(2).path("reason").asText()).isEqualTo("requested");
    assertThat(events.get(2).path("amount").asLong()).isEqualTo(400);
    assertThat(events.get(0).path("occurred_at").asText())
        .isEqualTo(Json.time(initiated.getUpdatedAtMs()));
    assertThat(events.get(0).has("reason")).isFalse();
    JsonNode first = node.get("/payments/pay-past/events?limit=2").json();
    String cursor = first.path("next_cursor").asText();
    assertThat(first.path("data")).hasSize(2);
    JsonNode rest = node.get("/payments/pay-past/events?limit=2&cursor=" + cursor).json();
    assertThat(rest.path("data")).containsExactly(events.get(2));
    assertThat(rest.path("next_cursor").isNull()).isTrue();
    JsonNode refunds = node.get("/payments/pay-past/refunds").json();
    assertThat(texts(refunds.path("data"), "refund_id")).containsExactly("re-past");
    assertThat(node.get("/refunds?payment_id=pay-past").json()).isEqualTo(refunds);
  }

  @Test
  void asksWhichIsMeantWhereRefundsOfSeveralPaymentsHaveTheId() {
    Refund zoes = PaymentFact.refund("re-twice", "pay-zoe", 1_000);
    Refund adams = PaymentFact.refund("re-twice", "pay-adam", 2_000);
    facts.commit(
        () -> {
          PaymentFact.write(facts, zoes);
          PaymentFact.write(facts, adams);
          PaymentFact.write(facts, PaymentFact.succeeded(adams));
          PaymentFact.write(facts, PaymentFact.refund("re-twice-not", "pay-eve", 3_000));
        });
    String token =
        token(new RefundMark("re-twice", "pay-adam", 2), new RefundMark("re-twice", "pay-zoe", 1));

    Answer ambiguous = node.get("/refunds/re-twice", ConsistencyToken.HEADER, token);
    ambiguous.isProblem(409, "refund_id_ambiguous", "payment_id");
    assertThat(ambiguous.parsed().path("payments"))
        .extracting(JsonNode::asText)
        .containsExactly("pay-adam", "pay-zoe");
    JsonNode one = node.get("/refunds/re-twice?payment_id=pay-zoe").json();
    assertThat(one.path("payment_id").asText()).isEqualTo("pay-zoe");
    assertThat(one.path("status").asText()).isEqualTo("pending");
    JsonNode other = node.get("/refunds/re-twice?payment_id=pay-adam").json();
    assertThat(other.path("payment_id").asText()).isEqualTo("pay-adam");
    assertThat(other.path("status").asText()).isEqualTo("succeeded");
    node.get("/refunds/re-twice?payment_id=pay-eve").isProblem(404, "refund_not_found");
    node.get("/refunds/re-twice?payment=x").isProblem(400, "unknown_parameter", "payment");
    JsonNode not =
        read("/refunds/re-twice-not", token(new RefundMark("re-twice-not", "pay-eve", 1)));
    assertThat(not.path("payment_id").asText()).isEqualTo("pay-eve");
  }

  @Test
  void doesNotKnowWhatWasNeverWritten() {
    node.get("/payments/pay-none").isProblem(404, "payment_not_found");
    node.get("/payments/pay-none/events").isProblem(404, "payment_not_found");
    node.get("/payments/pay-none/refunds").isProblem(404, "payment_not_found");
    node.get("/refunds/re-none").isProblem(404, "refund_not_found");
    node.get("/refunds").isProblem(400, "missing_parameter", "payment_id");
    node.get("/payments/a%20b").isProblem(400, "malformed_id", "payment_id");
  }

  private static Payment initiated(String id) {
    FactWriter.advanceClock();
    return PaymentFact.initiated(id, id + "-payer", id + "-shop", FactWriter.nowMs());
  }

  private void write(PaymentEvent event) {
    facts.commit(() -> PaymentFact.write(facts, event));
  }

  private JsonNode await(String id) {
    return node.await200("/payments/" + id).json();
  }

  private JsonNode read(String path, String token) {
    return node.get(path, ConsistencyToken.HEADER, token).json();
  }

  private static String token(ConsistencyToken.Mark... marks) {
    return new ConsistencyToken(List.of(marks)).encoded().orElseThrow();
  }

  private static List<String> texts(JsonNode rows, String member) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.path(member).asText()));
    return texts;
  }
}
