package io.penstock.queries;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for rows. They are handed each row as it arrives and not only woken, since a later
 * revision may replace it before they look.
 */
final class Waiters {
  private final Map<Place, Set<Waiter>> waiting = new ConcurrentHashMap<>();

  /** Register first, look at the store second, wait third: then no row is missed. */
  Waiter register(View view, int partition, List<String> ids) {
    return new Waiter(ids.stream().map(id -> new Place(view, partition, id)).toList());
  }

  /** Called for every record after it was put: free where nobody waits. */
  void arrived(View view, int partition, String key, byte @Nullable [] value) {
    if (value == null || waiting.isEmpty()) {
      return;
    }
    Set<Waiter> here = waiting.get(new Place(view, partition, View.idOf(key)));
    if (here != null) {
      Row row = new Row(key, value);
      here.forEach(waiter -> waiter.hand(row));
    }
  }

  private record Place(View view, int partition, String id) {}

  /** One who waits. */
  final class Waiter implements AutoCloseable {
    /** More rows than this at once are dropped: waiters look at the store again by themselves. */
    private static final int ROWS_AT_ONCE = 256;

    private final List<Place> places;
    private final BlockingQueue<Row> rows = new ArrayBlockingQueue<>(ROWS_AT_ONCE);

    private Waiter(List<Place> places) {
      this.places = places;
      for (Place place : places) {
        waiting.compute(
            place,
            (p, others) -> {
              Set<Waiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
              all.add(this);
              return all;
            });
      }
    }

    private void hand(Row row) {
      boolean unused = rows.offer(row);
    }

    /** The next row that arrived; null if none does in time. */
    @Nullable Row next(long nanos) throws InterruptedException {
      return rows.poll(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
      for (Place place : places) {
        waiting.computeIfPresent(
            place,
            (p, all) -> {
              all.remove(this);
              return all.isEmpty() ? null : all;
            });
      }
    }
  }
}
