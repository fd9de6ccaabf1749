package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.PaymentMark;
import io.penstock.views.PaymentAnswer;
import io.penstock.views.PaymentJson;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
    var waiting =
        CompletableFuture.supplyAsync(() -> answer("pay-new", "request-pay-new", ViewsNode.LONG));
    facts.commit(() -> PaymentFact.writeInitiated(facts, initiated));

    PaymentAnswer soFar = soFar("pay-new", "request-pay-new");
    assertThat(soFar.isAtRest()).isFalse();
    assertThat(soFar.payment()).contains(initiated);
    assertThat(waiting).isNotDone();
    TransferOutcome hold = writeHold("pay-new");
    Payment succeeded = PaymentFact.succeeded(initiated);
    write(PaymentFact.event(PaymentEventType.SUCCEEDED, succeeded).build());

    PaymentAnswer answer = waiting.join();
    assertThat(answer.isAtRest()).isTrue();
    assertThat(answer.isRefused()).isFalse();
    assertThat(answer.payment()).contains(succeeded);
    assertThat(answer.transfer()).contains(hold);
    ConsistencyToken token = ConsistencyToken.of(answer);
    assertThat(token.marks())
        .contains(new PaymentMark("pay-new", 2))
        .containsAll(ConsistencyToken.of(hold).marks());
    String encoded = token.encoded().orElseThrow();
    assertThat(ConsistencyToken.parse(encoded, Broker.PARTITIONS)).isEqualTo(token);
    assertThat(read("/payments?merchant_id=pay-new-shop", encoded).path("data")).hasSize(1);
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
    var waiting =
        CompletableFuture.supplyAsync(() -> answer("pay-back", "r-refund", ViewsNode.LONG));

    write(
        PaymentFact.event(PaymentEventType.REFUND_STARTED, refunding)
            .setRequestId("r-refund")
            .setRefundId("re-back")
            .build());
    PaymentAnswer soFar = soFar("pay-back", "r-refund");
    facts.commit(() -> PaymentFact.write(facts, done));
    write(
        PaymentFact.event(PaymentEventType.REFUND_SUCCEEDED, refunded)
            .setRefundId("re-back")
            .build());

    assertThat(soFar.isAtRest()).isFalse();
    assertThat(soFar.refund()).contains(pending);
    PaymentAnswer answer = waiting.join();
    assertThat(answer.isAtRest()).isTrue();
    assertThat(answer.event().getRefundId()).isEqualTo("re-back");
    assertThat(answer.refund()).contains(done);
    String token = ConsistencyToken.of(answer).encoded().orElseThrow();
    JsonNode refund = read("/refunds/re-back", token);
    assertThat(refund).hasToString(PaymentJson.of(done).toString());
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

    PaymentAnswer captured = answer("pay-twice", "r-capture", ViewsNode.LONG);
    PaymentAnswer repeated = answer("pay-twice", "r2", ViewsNode.LONG);
    PaymentAnswer refused = answer("pay-twice", "r3", ViewsNode.LONG);
    PaymentAnswer unknown = answer("pay-nowhere", "r4", ViewsNode.LONG);

    assertThat(captured.payment()).contains(succeeded);
    assertThat(repeated.payment()).isEqualTo(captured.payment());
    assertThat(repeated.isRefused()).isFalse();
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.event().getCode()).isEqualTo("payment_not_cancellable");
    assertThat(refused.event().getDetail()).isEqualTo("It cannot be.");
    assertThat(refused.payment()).isEqualTo(captured.payment());
    assertThat(unknown.event().getCode()).isEqualTo("payment_not_found");
    assertThat(unknown.payment()).isEmpty();
    assertThat(unknown.isAtRest()).isTrue();
    assertThat(node.door().paymentAnswer("pay-twice", "r5", Duration.ofMillis(50))).isEmpty();
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

  private PaymentAnswer answer(String id, String request, Duration wait) {
    return node.door().paymentAnswer(id, request, wait).orElseThrow();
  }

  private PaymentAnswer soFar(String id, String request) {
    return await()
        .atMost(ViewsNode.LONG)
        .until(
            () -> node.door().paymentAnswer(id, request, Duration.ofMillis(100)),
            Optional::isPresent)
        .orElseThrow();
  }
}
