package io.penstock.queries.store;

import io.penstock.domain.payments.PaymentRest;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The answer to a request about a payment, and the payment now.
 *
 * @param event which carries the request's id
 * @param payment empty where a refused request named none that exists
 */
public record PaymentAnswer(PaymentEvent event, Optional<Payment> payment) {
  /** Events that are searched for a request; whoever asks has just sent it. */
  private static final int MOST_EVENTS = 1_000;

  /** The rows of the answer: the event that carries the request's id, then the newest one. */
  static List<Row> look(
      ReadOnlyKeyValueStore<String, byte[]> store,
      Question.PaymentAnswered asked,
      RowDecoder decoder) {
    String events = asked.paymentId() + '#';
    Stream<Row> newest = Rows.newest(store, events, Long.MAX_VALUE, 1).stream();
    return Rows.at(store, Keys.paymentAnswer(asked.paymentId(), asked.requestId()))
        .or(
            () ->
                Rows.newest(store, events, Long.MAX_VALUE, MOST_EVENTS).stream()
                    .filter(row -> carries(asked, row, decoder))
                    .findFirst())
        .map(answer -> Stream.concat(Stream.of(answer), newest).toList())
        .orElse(List.of());
  }

  private static boolean carries(Question.PaymentAnswered asked, Row row, RowDecoder decoder) {
    return event(row, decoder)
        .map(PaymentEvent::getRequestId)
        .filter(asked.requestId()::equals)
        .isPresent();
  }

  /** Empty where the request is not answered yet. */
  public static Optional<PaymentAnswer> of(List<Row> rows, RowDecoder decoder) {
    return rows.stream()
        .findFirst()
        .flatMap(row -> event(row, decoder))
        .map(
            answer ->
                new PaymentAnswer(
                    answer,
                    rows.stream()
                        .skip(1)
                        .findFirst()
                        .flatMap(row -> event(row, decoder))
                        .map(PaymentEvent::getPayment)));
  }

  private static Optional<PaymentEvent> event(Row row, RowDecoder decoder) {
    Optional<SpecificRecord> record = decoder.decode(View.PAYMENT_EVENTS, row);
    return record.map(PaymentEvent.class::cast);
  }

  public boolean isRefused() {
    return event.getType() == PaymentEventType.REFUSED;
  }

  /** The refund that was asked for; one that was refused long ago only its answer shows. */
  public Optional<Refund> refund() {
    return Stream.concat(payment.stream(), Optional.ofNullable(event.getPayment()).stream())
        .flatMap(found -> found.getRefunds().stream())
        .filter(refund -> refund.getRefundId().equals(event.getRefundId()))
        .findFirst();
  }

  /** Whether nothing more will come of the request by itself. */
  public boolean isAtRest() {
    return isRefused()
        || payment.isEmpty()
        || refund()
            .map(asked -> asked.getStatus() != RefundStatus.PENDING)
            .orElseGet(() -> PaymentRest.isAtRest(payment.get()));
  }
}
