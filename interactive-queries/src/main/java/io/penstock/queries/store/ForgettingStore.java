package io.penstock.queries.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that forgets rows which are older than its newest by the retention, as the topic that
 * fills it does. It walks round and round through its rows, two for each that comes, so that it
 * keeps up with any rate: it never holds more than twice what is within the retention, and a few
 * hundred rows.
 *
 * <p>It goes by the times that rows bear and by no clock. Rows come in two ways: written by the
 * processor, or by restoration, past this class, which sees them at the next commit. So a standby
 * copy forgets as well.
 */
final class ForgettingStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
    implements KeyValueStore<Bytes, byte[]>, TimestampedBytesStore {
  /** Rows looked at for each that comes. */
  static final int ROWS_FOR_ONE = 2;

  /** So many writes are answered by one step, which opens one iterator. */
  static final int WRITES_PER_STEP = 256;

  private final long retentionMs;
  private long newestMs;
  private long writes;
  private long writesSinceCommit;
  private @Nullable Long committed;

  /** Where the walk goes on; null: at the first row. */
  private @Nullable Bytes next;

  ForgettingStore(KeyValueStore<Bytes, byte[]> rows, Duration retention) {
    super(rows);
    retentionMs = retention.toMillis();
  }

  /** The same stores, made to forget. */
  static KeyValueBytesStoreSupplier supplier(KeyValueBytesStoreSupplier rows, Duration retention) {
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return rows.name();
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new ForgettingStore(rows.get(), retention);
      }

      @Override
      public String metricsScope() {
        return rows.metricsScope();
      }
    };
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    wrapped().init(context, root);
  }

  @Override
  public void put(Bytes key, byte @Nullable [] row) {
    wrapped().put(key, row);
    wrote(row);
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] row) {
    byte[] before = wrapped().putIfAbsent(key, row);
    wrote(row);
    return before;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> rows) {
    rows.forEach(row -> put(row.key, row.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    return wrapped().delete(key);
  }

  @Override
  public void commit(Map<TopicPartition, Long> offsets) {
    walk(Math.max(WRITES_PER_STEP, restoredBefore(offsets)) * ROWS_FOR_ONE);
    wrapped().commit(offsets);
  }

  /** How many records have come since the last commit without being written by the processor. */
  private long restoredBefore(Map<TopicPartition, Long> offsets) {
    long come = 0;
    for (long offset : offsets.values()) {
      come = committed == null ? 0 : Math.max(0, offset - committed);
      committed = offset;
    }
    boolean isRestored = writesSinceCommit == 0;
    writesSinceCommit = 0;
    return isRestored ? come : 0;
  }

  private void wrote(byte @Nullable [] row) {
    if (row != null) {
      newestMs = Math.max(newestMs, timeOf(row));
    }
    writesSinceCommit++;
    if (++writes % WRITES_PER_STEP == 0) {
      walk(WRITES_PER_STEP * ROWS_FOR_ONE);
    }
  }

  /** Looks at so many rows, or all that are left of this round. */
  private void walk(long rows) {
    try (KeyValueIterator<Bytes, byte[]> found =
        next == null ? wrapped().all() : wrapped().range(next, null)) {
      for (long looked = 0; looked < rows && found.hasNext(); looked++) {
        look(found.next());
      }
      next = found.hasNext() ? found.peekNextKey() : null;
    }
  }

  private void look(KeyValue<Bytes, byte[]> row) {
    long timeMs = timeOf(row.value);
    if (timeMs < 0) {
      // Written before rows bore their time: it counts from now.
      byte[] stamped = row.value.clone();
      ByteBuffer.wrap(stamped).putLong(newestMs);
      wrapped().put(row.key, stamped);
    } else if (timeMs < newestMs - retentionMs) {
      wrapped().put(row.key, null);
    } else {
      newestMs = Math.max(newestMs, timeMs);
    }
  }

  /** The first eight bytes of every row of a store with times. */
  private static long timeOf(byte[] row) {
    return ByteBuffer.wrap(row).getLong();
  }

  @Override
  public byte[] get(Bytes key) {
    return wrapped().get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return wrapped().range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
    return wrapped().reverseRange(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return wrapped().all();
  }

  @Override
  public long approximateNumEntries() {
    return wrapped().approximateNumEntries();
  }
}
