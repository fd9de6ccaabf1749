package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.queries.facts.ConsistencyToken;
import io.penstock.queries.facts.ConsistencyToken.PaymentMark;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Answers to requests about payments, as the door waits for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaymentAnswersTest {
  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void start(@TempDir Path dir) {
    node = ViewsNode.start(dir, "payment-answers").awaitReady();
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
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
    assertThat(node.get(answerOf("pay-twice", "r5", 50)).status()).isEqualTo(204);
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

  private JsonNode read(String path, String token) {
    return node.get(path, ConsistencyToken.HEADER, token).json();
  }

  private static String answerOf(String id, String request, int waitMs) {
    return "/internal/payments/" + id + "/answer?request_id=" + request + "&wait_ms=" + waitMs;
  }
}
