package io.penstock.topologies.flows;

import io.penstock.schemas.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * When to wake up which flow of a partition: one time a flow, kept in order of time. What came due
 * while nobody was here needs no grace: a flow that wakes up asks, and what lies unread is read
 * before the answer.
 */
final class FlowTimers {
  private static final int MOST_AT_ONCE = 5_000;

  /** The value is empty, or the time itself where it is kept under another. */
  private final KeyValueStore<String, String> store;

  FlowTimers(KeyValueStore<String, String> store) {
    this.store = store;
  }

  /** A flow whose time has come, and where that is kept. */
  record Due(String flow, long dueMs, String key) {}

  /** Moves a flow's time, in milliseconds since 1970; null: it has none. */
  void move(String flow, @Nullable Long fromMs, @Nullable Long toMs) {
    if (Objects.equals(fromMs, toMs)) {
      return;
    }
    if (fromMs != null) {
      var _ = store.delete(place(flow, fromMs));
    }
    if (toMs != null) {
      store.put(place(flow, toMs), toMs < 0 ? Long.toString(toMs) : "");
    }
  }

  /** Those whose time has come, the earliest first. */
  List<Due> due(long nowMs) {
    List<Due> due = new ArrayList<>();
    try (KeyValueIterator<String, String> timers = store.range("", Keys.deadline(nowMs + 1, ""))) {
      while (timers.hasNext() && due.size() < MOST_AT_ONCE) {
        KeyValue<String, String> timer = timers.next();
        String[] parts = timer.key.split("#", 2);
        String dueMs = timer.value.isEmpty() ? parts[0] : timer.value;
        due.add(new Due(parts[1], Long.parseLong(dueMs), timer.key));
      }
    }
    return due;
  }

  /** Forgets what came up, unless the flow wants to be woken up just there. */
  void done(Due due, @Nullable Long wakeAtMs) {
    if (wakeAtMs == null || !due.key().equals(place(due.flow(), wakeAtMs))) {
      var _ = store.delete(due.key());
    }
  }

  /** Lets it come up again at a later time. */
  void putOff(Due due, long untilMs) {
    var _ = store.delete(due.key());
    store.put(place(due.flow(), untilMs), Long.toString(due.dueMs()));
  }

  /** A time before 1970 has come in any case. */
  private static String place(String flow, long atMs) {
    return Keys.deadline(Math.max(0, atMs), flow);
  }
}
