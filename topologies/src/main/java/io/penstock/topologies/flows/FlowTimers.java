package io.penstock.topologies.flows;

import io.penstock.domain.flows.FlowTimer;
import io.penstock.schemas.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The timers of a partition's flows by time. What came due while nobody was here waits a little
 * longer: the answer that it would have been waiting for may be there already, unread.
 */
final class FlowTimers {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final int MOST_AT_ONCE = 5_000;

  private final KeyValueStore<String, String> store;
  private final long openedAtMs;

  FlowTimers(KeyValueStore<String, String> store, long openedAtMs) {
    this.store = store;
    this.openedAtMs = openedAtMs;
  }

  /** A timer that came up. */
  record Due(String flow, String purpose) {}

  void set(String flow, FlowTimer timer) {
    store.put(Keys.deadline(timer.dueMs(), flow + '#' + timer.purpose()), "");
  }

  /** Takes those that are due. */
  List<Due> takeDue(long nowMs) {
    boolean inGrace = nowMs < openedAtMs + GRACE.toMillis();
    String from = inGrace ? Keys.deadline(openedAtMs + 1, "") : "";
    List<Due> due = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try (KeyValueIterator<String, String> timers =
        store.range(from, Keys.deadline(nowMs + 1, ""))) {
      while (timers.hasNext() && taken.size() < MOST_AT_ONCE) {
        KeyValue<String, String> timer = timers.next();
        taken.add(timer.key);
        String[] parts = timer.key.split("#", 3);
        due.add(new Due(parts[1], parts[2]));
      }
    }
    taken.forEach(store::delete);
    return due;
  }
}
