package io.penstock.domain.payments;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** What is to happen, each at its time; what shares a channel stays in order. */
final class Agenda {
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::dueMs).thenComparingLong(Entry::number));
  private final Map<String, Long> latest = new HashMap<>();
  private long nowMs = 1_700_000_000_000L;
  private long number;

  private record Entry(long dueMs, long number, Runnable event) {}

  long nowMs() {
    return nowMs;
  }

  void in(long delayMs, Runnable event) {
    entries.add(new Entry(nowMs + delayMs, number++, event));
  }

  /** Not before what was put into the channel earlier. */
  void in(String channel, long delayMs, Runnable event) {
    long dueMs = Math.max(nowMs + delayMs, latest.getOrDefault(channel, 0L));
    latest.put(channel, dueMs);
    in(dueMs - nowMs, event);
  }

  /** Lets the next thing happen; false: there is none. */
  boolean next() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    nowMs = entry.dueMs();
    entry.event().run();
    return true;
  }
}
