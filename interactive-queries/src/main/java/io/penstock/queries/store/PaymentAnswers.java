package io.penstock.queries.store;

import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEvent;
import io.penstock.views.PaymentAnswer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Finds the answers to requests about payments. */
public final class PaymentAnswers {
  /** Events that are searched for a request; whoever asks has just sent it. */
  private static final int MOST_EVENTS = 1_000;

  private PaymentAnswers() {}

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
    return decoder.decode(View.PAYMENT_EVENTS, row).map(PaymentEvent.class::cast);
  }
}
