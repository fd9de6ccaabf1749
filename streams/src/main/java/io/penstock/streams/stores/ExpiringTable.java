package io.penstock.streams.stores;

import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an {@link ExpiringStore} in one task. Every look-up is a plain get in each of a few
 * segments, the newest first; nothing is ever walked through.
 *
 * @param <V> the value's type
 */
final class ExpiringTable<V> implements Table<V> {
  private final WindowStore<String, V> store;
  private final long segmentMs;
  private final int liveSegments;
  private long newestMs;

  ExpiringTable(WindowStore<String, V> store, long segmentMs, int liveSegments) {
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
