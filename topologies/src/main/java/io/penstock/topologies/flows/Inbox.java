package io.penstock.topologies.flows;

import io.penstock.schemas.Topic;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Opens a flow's input: whom a record is for and what it tells, or where it has to go instead.
 *
 * @param <I> what a flow can be told
 */
@FunctionalInterface
public interface Inbox<I> {

  /**
   * @param partition the one that reads the record
   * @throws RuntimeException if the record can never be understood: it becomes a dead letter
   */
  Letter<I> open(Record<String, SpecificRecord> record, int partition);

  /** Told what a flow says, in the same transaction: what a later input needs is remembered. */
  default void said(SpecificRecord output) {}

  /** What to do with a record. */
  sealed interface Letter<I> {}

  /** Tell the flow with this key. */
  record Tell<I>(String key, I input) implements Letter<I> {}

  /** Send it on, in the same transaction, with these headers. */
  record SendOn<I>(Topic<?> topic, Headers headers) implements Letter<I> {}

  /** Answer without asking a flow. */
  record Reply<I>(List<SpecificRecord> outputs) implements Letter<I> {}

  /** It concerns no flow. */
  record Ignore<I>() implements Letter<I> {}
}
