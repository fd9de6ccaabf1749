package io.penstock.streams.stores;

import io.penstock.schemas.Retention;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.internals.RocksDbWindowBytesStoreSupplier;
import org.apache.kafka.streams.state.internals.RocksDbWindowBytesStoreSupplier.WindowStoreTypes;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the store catalogue: a table on disk that forgets by itself. It is made of segments
 * of time; a row goes into the segment of its last write, and a segment is dropped whole once all
 * of it is older than the retention. Forgetting so costs the same whatever was written, and keeps
 * up with any rate.
 *
 * <p>A row is remembered for the retention at least, and for the retention and a segment at most;
 * its segment is dropped with the first write after one more.
 *
 * @param name of the store, a plural noun; its changelog is called after it
 * @param retention how long a row is remembered after its last write
 * @param segment how much time a segment spans; never change that of a store that exists: its rows
 *     would no longer be found
 * @param <V> the record's type
 */
public record ExpiringStore<V extends SpecificRecord>(
    String name, Duration retention, Duration segment) implements Table.Source<V> {

  /** The same with another retention. */
  public ExpiringStore<V> keptFor(Duration other) {
    return new ExpiringStore<>(name, other, segment);
  }

  /** How many segments a look-up has to ask, the one that is written included. */
  int liveSegments() {
    long whole = (retention.toMillis() + segment.toMillis() - 1) / segment.toMillis();
    return Math.toIntExact(whole + 1);
  }

  /** What Kafka Streams keeps readable, behind the start of the newest segment. */
  private long readableMs() {
    return (liveSegments() - 1) * segment.toMillis() + 1;
  }

  /** How long the broker must keep the changelog. */
  public Duration changelogRetention() {
    return segment.multipliedBy(liveSegments()).plus(Retention.MARGIN);
  }

  /** The topic's settings: an old row must not go before its time since its command was older. */
  public Map<String, String> changelogSettings() {
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        TopicConfig.CLEANUP_POLICY_COMPACT + ',' + TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        TopicConfig.RETENTION_MS_CONFIG,
        Long.toString(changelogRetention().toMillis()));
  }

  /**
   * Builds the store. {@link Stores#persistentWindowStore} would derive the segments from the
   * retention, so that another retention would lose what is there.
   */
  public StoreBuilder<WindowStore<String, V>> builder() {
    var supplier =
        new RocksDbWindowBytesStoreSupplier(
            name,
            readableMs(),
            segment.toMillis(),
            segment.toMillis(),
            false,
            WindowStoreTypes.DEFAULT_WINDOW_STORE);
    return Stores.<String, V>windowStoreBuilder(supplier, Serdes.String(), null)
        .withCachingDisabled()
        .withLoggingEnabled(changelogSettings());
  }

  @Override
  public Set<StoreBuilder<?>> builders() {
    return Set.of(builder());
  }

  @Override
  public Table<V> open(ProcessingContext context) {
    return new Rows<>(context.getStateStore(name), segment.toMillis(), liveSegments());
  }

  /**
   * The rows in one task. Every look-up is a plain get in each of a few segments, the newest first;
   * nothing is ever walked through.
   */
  private static final class Rows<V> implements Table<V> {
    private final WindowStore<String, V> store;
    private final long segmentMs;
    private final int liveSegments;
    private long newestMs;

    Rows(WindowStore<String, V> store, long segmentMs, int liveSegments) {
      this.store = store;
      this.segmentMs = segmentMs;
      this.liveSegments = liveSegments;
      this.newestMs = newestIn(store);
    }

    /** All rows of a segment bear its start, and the walk back begins in the newest. */
    private static long newestIn(WindowStore<?, ?> store) {
      try (var backwards = store.backwardAll()) {
        return backwards.hasNext() ? backwards.next().key.window().start() : 0;
      }
    }

    @Override
    public @Nullable V get(String key, long nowMs) {
      long newest = segmentAt(nowMs);
      for (int age = 0; age < liveSegments; age++) {
        V value = store.fetch(key, newest - age * segmentMs);
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    @Override
    public void put(String key, V value, long nowMs) {
      newestMs = segmentAt(nowMs);
      store.put(key, value, newestMs);
    }

    @Override
    public void delete(String key, long nowMs) {
      long newest = segmentAt(nowMs);
      for (int age = 0; age < liveSegments; age++) {
        long segment = newest - age * segmentMs;
        if (store.fetch(key, segment) != null) {
          store.put(key, null, segment);
        }
      }
    }

    /** A clock that is set back does not bring back a segment: the newest stays the newest. */
    private long segmentAt(long nowMs) {
      return Math.max(newestMs, nowMs - Math.floorMod(nowMs, segmentMs));
    }
  }
}
