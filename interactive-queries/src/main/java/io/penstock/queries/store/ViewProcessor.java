package io.penstock.queries.store;

import static java.util.Objects.requireNonNull;

import io.penstock.streams.RefusedRecordException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.internals.GenericReadOnlyKeyValueStoreFacade;
import org.jspecify.annotations.Nullable;

/** Puts a topic's records into their view and hands them to those who wait. */
final class ViewProcessor implements Processor<String, byte[], Void, Void> {
  /** Magic byte and schema id in front of every value. */
  private static final int HEADER_BYTES = 5;

  private final View view;
  private final OwnedStores owned;
  private final Waiters waiters;
  private @Nullable TimestampedKeyValueStore<String, byte[]> store;
  private int partition;

  ViewProcessor(View view, OwnedStores owned, Waiters waiters) {
    this.view = view;
    this.owned = owned;
    this.waiters = waiters;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    TimestampedKeyValueStore<String, byte[]> opened = context.getStateStore(view.storeName());
    store = opened;
    partition = context.taskId().partition();
    owned.opened(
        view,
        partition,
        new GenericReadOnlyKeyValueStoreFacade<>(opened, ValueAndTimestamp::getValueOrNull));
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
    requireNonNull(store).put(record.key(), ValueAndTimestamp.make(value, record.timestamp()));
    waiters.arrived(view, partition, record.key());
  }

  @Override
  public void close() {
    owned.closing(view, partition);
  }
}
