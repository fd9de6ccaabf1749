package io.penstock.queries.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Those who wait for rows, woken when one arrives that may be theirs. */
public final class Waiters {
  private final Map<Place, Set<Waiter>> waiting = new ConcurrentHashMap<>();

  /** Register first, look at the store second, wait third: then no row is missed. */
  Waiter register(View view, int partition, List<String> ids) {
    return new Waiter(ids.stream().map(id -> new Place(view, partition, id)).toList());
  }

  /** Called for every record after it was put: free where nobody waits. */
  void arrived(View view, int partition, String key) {
    if (waiting.isEmpty()) {
      return;
    }
    Set<Waiter> here = waiting.get(new Place(view, partition, View.idOf(key)));
    if (here != null) {
      here.forEach(Waiter::wake);
    }
  }

  private record Place(View view, int partition, String id) {}

  /** One who waits. */
  final class Waiter implements AutoCloseable {
    private final List<Place> places;
    private final Semaphore wakeUps = new Semaphore(0);

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

    private void wake() {
      wakeUps.release();
    }

    /** Returns when something arrived since the last call, or the time is over. */
    void pause(long nanos) throws InterruptedException {
      if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        wakeUps.drainPermits();
      }
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
