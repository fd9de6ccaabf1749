package io.penstock.ingest;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Screening;
import io.penstock.views.PaymentAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the views answer about payments: a creation succeeds at once, and nothing else is known,
 * unless a test says otherwise.
 */
final class PlainPayments {
  private static final PaymentCreation WALLET =
      PaymentCreation.newBuilder()
          .setMerchantId("shop")
          .setAmountMinor(1_000)
          .setCurrency("USD")
          .setFunding(Funding.WALLET)
          .setCapture(CaptureMode.AUTOMATIC)
          .build();

  private final Map<String, PaymentAnswer> answers = new HashMap<>();
  private final Map<String, PaymentAnswer> prescribed = new HashMap<>();

  /** The next such commands of this payment are answered so. */
  synchronized void prescribe(String paymentId, PaymentAction action, PaymentAnswer answer) {
    prescribed.put(paymentId + '#' + action, answer);
  }

  synchronized void take(PaymentCommand command) {
    PaymentAnswer answer = prescribed.get(command.getPaymentId() + '#' + command.getAction());
    answers.put(
        Objects.requireNonNull(command.getRequestId()), answer == null ? usual(command) : answer);
  }

  synchronized @Nullable PaymentAnswer answer(String requestId) {
    return answers.get(requestId);
  }

  private static PaymentAnswer usual(PaymentCommand command) {
    PaymentCreation creation = command.getCreation();
    return creation == null
        ? refused("payment_not_found", null)
        : answer(
            payment(command.getPaymentId(), PaymentStatus.SUCCEEDED).setCreation(creation).build());
  }

  /** At rest, but for one that has just been initiated. */
  static Payment.Builder payment(String id, PaymentStatus status) {
    return Payment.newBuilder()
        .setPaymentId(id)
        .setStatus(status)
        .setPhase(
            status == PaymentStatus.INITIATED ? PaymentPhase.AUTHORIZING : PaymentPhase.CLOSED)
        .setCreation(WALLET)
        .setPayerScreening(Screening.APPROVED)
        .setCardScreening(Screening.APPROVED)
        .setSequence(1)
        .setCreatedAtMs(0)
        .setUpdatedAtMs(0);
  }

  static PaymentCreation byCard() {
    return PaymentCreation.newBuilder(WALLET).setFunding(Funding.CARD).build();
  }

  static Refund.Builder refund(String id, RefundStatus status) {
    return Refund.newBuilder()
        .setRefundId(id)
        .setPaymentId("pay")
        .setNumber(1)
        .setAmountMinor(5)
        .setCurrency("USD")
        .setStatus(status)
        .setPhase(RefundPhase.CLOSED)
        .setVersion(1)
        .setCreatedAtMs(0)
        .setUpdatedAtMs(0);
  }

  static PaymentAnswer answer(Payment payment) {
    return new PaymentAnswer(event(PaymentEventType.REPEATED).build(), Optional.of(payment));
  }

  static PaymentAnswer answer(Refund refund) {
    Payment payment = payment("pay", PaymentStatus.SUCCEEDED).setRefunds(List.of(refund)).build();
    PaymentEvent event = event(PaymentEventType.REPEATED).setRefundId(refund.getRefundId()).build();
    return new PaymentAnswer(event, Optional.of(payment));
  }

  static PaymentAnswer refused(String code, @Nullable Payment payment) {
    return new PaymentAnswer(
        event(PaymentEventType.REFUSED).setCode(code).build(), Optional.ofNullable(payment));
  }

  private static PaymentEvent.Builder event(PaymentEventType type) {
    return PaymentEvent.newBuilder()
        .setPaymentId("pay")
        .setSequence(0)
        .setType(type)
        .setOccurredAtMs(0);
  }
}
