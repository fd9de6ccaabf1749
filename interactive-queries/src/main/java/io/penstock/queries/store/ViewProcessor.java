package io.penstock.queries.store;

import io.penstock.streams.Guard;
import io.penstock.streams.RefusedRecordException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.internals.GenericReadOnlyKeyValueStoreFacade;

/** Puts a topic's records into their view and hands them to those who wait. */
final class ViewProcessor implements Guard.Guarded<String, byte[]> {
  /** Magic byte and schema id in front of every value. */
  private static final int HEADER_BYTES = 5;

  private final View view;
  private final OwnedStores owned;
  private final Waiters waiters;
  private final TimestampedKeyValueStore<String, byte[]> store;
  private final int partition;

  ViewProcessor(
      ProcessorContext<Void, Void> context, View view, OwnedStores owned, Waiters waiters) {
    this.view = view;
    this.owned = owned;
    this.waiters = waiters;
    this.store = context.getStateStore(view.storeName());
    this.partition = context.taskId().partition();
    owned.opened(
        view,
        partition,
        new GenericReadOnlyKeyValueStoreFacade<>(store, ValueAndTimestamp::getValueOrNull));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.key() == null) {
      throw new RefusedRecordException(view.topic().name() + ": a record without a key");
    }
    byte[] value = record.value();
    if (value != null && (value.length < HEADER_BYTES || value[0] != 0)) {
      throw new RefusedRecordException(
          view.topic().name() + ": " + record.key() + " is not in Confluent's wire format");
    }
    store.put(record.key(), ValueAndTimestamp.make(value, record.timestamp()));
    waiters.arrived(view, partition, record.key());
  }

  @Override
  public void close() {
    owned.closing(view, partition);
  }
}
