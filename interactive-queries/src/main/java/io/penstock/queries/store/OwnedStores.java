package io.penstock.queries.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The stores of the partitions that this instance serves now.
 *
 * <p>Kafka Streams' own look-up serves no store of a thread while any task of that thread restores,
 * and does not keep a store open while it is read. The processors know better: a store is here from
 * the end of its restoration until its partition is given away, and giving it away waits for the
 * readers.
 */
public final class OwnedStores {
  private final Map<Place, Owned> stores = new ConcurrentHashMap<>();

  void opened(View view, int partition, ReadOnlyKeyValueStore<String, byte[]> store) {
    stores.put(new Place(view, partition), new Owned(store, new ReentrantReadWriteLock()));
  }

  void closing(View view, int partition) {
    Owned owned = stores.remove(new Place(view, partition));
    if (owned != null) {
      owned.lock.writeLock().lock();
      // Never unlocked: whoever still holds the reference finds it taken and asks elsewhere.
    }
  }

  boolean has(View view, int partition) {
    return stores.containsKey(new Place(view, partition));
  }

  /** Reads must be short: they delay a rebalance. */
  public <T> T read(
      View view, int partition, Function<ReadOnlyKeyValueStore<String, byte[]>, T> read)
      throws NotOwnedException {
    Owned owned = stores.get(new Place(view, partition));
    if (owned == null || !owned.lock.readLock().tryLock()) {
      throw new NotOwnedException(partition);
    }
    try {
      return read.apply(owned.store);
    } finally {
      owned.lock.readLock().unlock();
    }
  }

  private record Place(View view, int partition) {}

  private record Owned(ReadOnlyKeyValueStore<String, byte[]> store, ReadWriteLock lock) {}

  /** The partition is not, or not yet, or no longer served by the instance that was asked. */
  public static final class NotOwnedException extends Exception {
    private static final long serialVersionUID = 1L;

    private NotOwnedException(int partition) {
      // Control flow while partitions move; nobody reads its stack.
      super("partition " + partition + " is served elsewhere", null, false, false);
    }
  }
}
