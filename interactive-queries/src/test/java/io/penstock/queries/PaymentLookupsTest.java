package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ConsistencyToken.PaymentMark;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Payments and refunds by id, their events, and the answers that the door waits for. */
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
    Payment payment = cardPayment("pay-card");
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

  private static Payment cardPayment(String id) {
    FactWriter.advanceClock();
    Payment wallet = PaymentFact.initiated(id, "carla-account", "shop", FactWriter.nowMs());
    return Payment.newBuilder(wallet)
        .setStatus(PaymentStatus.FAILED)
        .setPhase(PaymentPhase.CLOSED)
        .setPayerAccountId(null)
        .setFailureCode("card_declined")
        .setFailureDetail("The bank said no.")
        .setPsp("stripe")
        .setCreation(
            PaymentCreation.newBuilder(wallet.getCreation())
                .setPayerAccountId(null)
                .setUserId("carla")
                .setAmountMinor(1_500)
                .setCurrency("EUR")
                .setFunding(Funding.CARD)
                .setToken("tok_secret")
                .setCapture(CaptureMode.MANUAL)
                .setMetadata(Map.of("order", "8"))
                .build())
        .build();
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
  void doesNotKnowWhatWasNeverWritten() {
    node.get("/payments/pay-none").isProblem(404, "payment_not_found");
    node.get("/payments/pay-none/events").isProblem(404, "payment_not_found");
    node.get("/payments/pay-none/refunds").isProblem(404, "payment_not_found");
    node.get("/refunds/re-none").isProblem(404, "refund_not_found");
    node.get("/refunds").isProblem(400, "missing_parameter", "payment_id");
    node.get("/payments/a%20b").isProblem(400, "malformed_id", "payment_id");
    node.get("/internal/payments/pay-none?wait_ms=50").isProblem(404, "payment_not_found");
    assertThat(node.get("/internal/payments/pay-none/answer?request_id=r&wait_ms=50").status())
        .isEqualTo(204);
  }

  @Test
  void answersACreationOnceThePaymentIsAtRest() {
    Payment initiated = initiated("pay-new");
    CompletableFuture<Answer> waiting = node.ask(answerOf("pay-new", "request-pay-new", 20_000));
    facts.commit(() -> PaymentFact.writeInitiated(facts, initiated));

    JsonNode soFar = node.await200(answerOf("pay-new", "request-pay-new", 100)).json();
    assertThat(soFar.path("at_rest").asBoolean()).isFalse();
    assertThat(soFar.path("payment").path("status").asText()).isEqualTo("initiated");
    assertThat(waiting).isNotDone();
    TransferOutcome hold = writeHold("pay-new");
    Payment succeeded = PaymentFact.succeeded(initiated);
    write(PaymentFact.event(PaymentEventType.SUCCEEDED, succeeded).build());

    JsonNode answer = waiting.join().json();
    assertThat(answer.path("at_rest").asBoolean()).isTrue();
    assertThat(answer.has("code")).isFalse();
    assertThat(answer.path("payment").path("status").asText()).isEqualTo("succeeded");
    assertThat(answer.path("payment").path("fee").asLong()).isEqualTo(30);
    List<ConsistencyToken.Mark> marks =
        ConsistencyToken.parse(waiting.join().token(), Broker.PARTITIONS).marks();
    assertThat(marks)
        .contains(new PaymentMark("pay-new", 2))
        .containsAll(ConsistencyToken.of(hold).marks());
    assertThat(read("/payments?merchant_id=pay-new-shop", waiting.join().token()).path("data"))
        .hasSize(1);
  }

  /** The hold of a captured wallet payment, which was posted. */
  private TransferOutcome writeHold(String paymentId) {
    facts.open(paymentId + "-payer");
    TransferOutcome held =
        facts.transfer(paymentId + "::hold", paymentId + "-payer", "psp:hold:USD", 1_000);
    TransferOutcome posted = TransferOutcome.newBuilder(held).setRevision(2).build();
    facts.commit(() -> facts.write(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(posted), posted));
    return posted;
  }

  @Test
  void answersARefundOnceItIsDecided() {
    Payment succeeded = PaymentFact.succeeded(initiated("pay-back"));
    Refund pending = PaymentFact.refund("re-back", "pay-back", succeeded.getUpdatedAtMs());
    Payment refunding = PaymentFact.withRefund(succeeded, PaymentStatus.REFUND_INITIATED, pending);
    Refund done = PaymentFact.succeeded(pending);
    Payment refunded = PaymentFact.withRefund(refunding, PaymentStatus.PARTIALLY_REFUNDED, done);
    CompletableFuture<Answer> waiting = node.ask(answerOf("pay-back", "r-refund", 20_000));

    write(
        PaymentFact.event(PaymentEventType.REFUND_STARTED, refunding)
            .setRequestId("r-refund")
            .setRefundId("re-back")
            .build());
    JsonNode soFar = node.await200(answerOf("pay-back", "r-refund", 100)).json();
    facts.commit(() -> PaymentFact.write(facts, done));
    write(
        PaymentFact.event(PaymentEventType.REFUND_SUCCEEDED, refunded)
            .setRefundId("re-back")
            .build());

    assertThat(soFar.path("at_rest").asBoolean()).isFalse();
    assertThat(soFar.path("refund").path("status").asText()).isEqualTo("pending");
    JsonNode answer = waiting.join().json();
    assertThat(answer.path("at_rest").asBoolean()).isTrue();
    assertThat(answer.path("refund_id").asText()).isEqualTo("re-back");
    assertThat(answer.path("refund").path("status").asText()).isEqualTo("succeeded");
    JsonNode refund = read("/refunds/re-back", waiting.join().token());
    assertThat(refund).isEqualTo(answer.path("refund"));
    assertThat(refund.path("reason").asText()).isEqualTo("broken");
  }

  @Test
  void answersRefusedAndRepeatedRequests() {
    Payment succeeded = PaymentFact.succeeded(initiated("pay-twice"));
    facts.commit(
        () -> {
          PaymentFact.write(
              facts,
              PaymentFact.event(PaymentEventType.SUCCEEDED, succeeded)
                  .setRequestId("r-capture")
                  .build());
          PaymentFact.write(
              facts, PaymentFact.answer(PaymentEventType.REPEATED, "pay-twice", "r2").build());
          PaymentFact.write(facts, refused("pay-twice", "r3", "payment_not_cancellable"));
          PaymentFact.write(facts, refused("pay-nowhere", "r4", "payment_not_found"));
        });

    JsonNode captured = node.get(answerOf("pay-twice", "r-capture", 20_000)).json();
    JsonNode repeated = node.get(answerOf("pay-twice", "r2", 20_000)).json();
    JsonNode refused = node.get(answerOf("pay-twice", "r3", 20_000)).json();
    JsonNode unknown = node.get(answerOf("pay-nowhere", "r4", 20_000)).json();

    assertThat(repeated).isEqualTo(captured);
    assertThat(captured.path("payment").path("status").asText()).isEqualTo("succeeded");
    assertThat(refused.path("code").asText()).isEqualTo("payment_not_cancellable");
    assertThat(refused.path("detail").asText()).isEqualTo("It cannot be.");
    assertThat(refused.path("payment")).isEqualTo(captured.path("payment"));
    assertThat(unknown.path("code").asText()).isEqualTo("payment_not_found");
    assertThat(unknown.has("payment")).isFalse();
    assertThat(unknown.path("at_rest").asBoolean()).isTrue();
  }

  private static PaymentEvent refused(String paymentId, String requestId, String code) {
    return PaymentFact.answer(PaymentEventType.REFUSED, paymentId, requestId)
        .setCode(code)
        .setDetail("It cannot be.")
        .build();
  }

  private static Payment initiated(String id) {
    FactWriter.advanceClock();
    return PaymentFact.initiated(id, id + "-payer", id + "-shop", FactWriter.nowMs());
  }

  private void write(PaymentEvent event) {
    facts.commit(() -> PaymentFact.write(facts, event));
  }

  private JsonNode await(String id) {
    return node.get("/internal/payments/" + id + "?wait_ms=20000").json();
  }

  private JsonNode read(String path, String token) {
    return node.get(path, ConsistencyToken.HEADER, token).json();
  }

  private static String token(ConsistencyToken.Mark mark) {
    return new ConsistencyToken(List.of(mark)).encoded().orElseThrow();
  }

  private static String answerOf(String id, String request, int waitMs) {
    return "/internal/payments/" + id + "/answer?request_id=" + request + "&wait_ms=" + waitMs;
  }

  private static List<String> texts(JsonNode rows, String member) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.path(member).asText()));
    return texts;
  }
}
