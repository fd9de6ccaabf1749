package io.penstock.topologies.flows;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Topic;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Opens the inputs of a task's flows: whom a record is for and what it tells, or where it has to go
 * instead.
 *
 * @param <S> the state of one flow
 * @param <I> what a flow can be told
 */
@FunctionalInterface
public interface Inbox<S, I> {

  /**
   * What to do with a record, in order; all of it is decided before any of it is written.
   *
   * @return at most one letter to each flow; none where the record concerns nobody
   * @throws RuntimeException if the record can never be understood: it becomes a dead letter
   */
  List<Letter<I>> open(Record<String, SpecificRecord> record);

  /** Told what was decided, in the same transaction: what a later input needs is remembered. */
  default void decided(I input, FlowDecision<S> decision) {}

  /** What to do with a record. */
  sealed interface Letter<I> {}

  /** Tell the flow with this key. */
  record Tell<I>(String key, I input) implements Letter<I> {}

  /** Send it on, in the same transaction, with these headers. */
  record SendOn<I>(Topic<?> topic, Headers headers) implements Letter<I> {}

  /** Nothing is to be done. */
  static <I> Letter<I> nothing() {
    return new Reply<>(List.of());
  }

  /** Answer without asking a flow. */
  record Reply<I>(List<? extends SpecificRecord> outputs) implements Letter<I> {}
}
