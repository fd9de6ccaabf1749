package io.penstock.topologies.flows;

import io.penstock.schemas.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  private final KeyValueStore<String, String> store;

  FlowTimers(KeyValueStore<String, String> store) {
    this.store = store;
  }

  /** A flow whose time has come. */
  record Due(String flow, long dueMs) {}

  /** Moves a flow's time, in milliseconds since 1970; null: it has none. */
  void move(String flow, @Nullable Long fromMs, @Nullable Long toMs) {
    if (Objects.equals(fromMs, toMs)) {
      return;
    }
    if (fromMs != null) {
      var _ = store.delete(Keys.deadline(fromMs, flow));
    }
    if (toMs != null) {
      store.put(Keys.deadline(toMs, flow), "");
    }
  }

  /** Those whose time has come, the earliest first. */
  List<Due> due(long nowMs) {
    List<Due> due = new ArrayList<>();
    try (KeyValueIterator<String, String> timers = store.range("", Keys.deadline(nowMs + 1, ""))) {
      while (timers.hasNext() && due.size() < MOST_AT_ONCE) {
        String[] parts = timers.next().key.split("#", 2);
        due.add(new Due(parts[1], Long.parseLong(parts[0])));
      }
    }
    return due;
  }
}
