package io.penstock.domain.fraud;

import io.penstock.schemas.FraudWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Totals over the time before an event. A window is cut into {@value #SLICES} slices and ends with
 * the slice of the event, so that it sees at least 11/12 of its length and never more than all of
 * it: a limit is never exceeded by payments that lie farther apart than the window.
 */
final class SlidingWindow {
  static final int SLICES = 12;

  static final FraudWindow EMPTY = new FraudWindow(0L, 0L, List.of());

  private SlidingWindow() {}

  /** The total of the window that ends at a time; of one that is long gone, what is still known. */
  static long total(FraudWindow window, Duration length, long timeMs) {
    if (window.getSliceMs() != sliceMs(length)) {
      return 0;
    }
    long age = window.getNewestSlice() - timeMs / window.getSliceMs();
    List<Long> totals = window.getTotals();
    int end = Math.clamp(age + SLICES, 0, totals.size());
    long total = 0;
    for (int i = Math.clamp(age, 0, end); i < end; i++) {
      total = Capped.plus(total, totals.get(i));
    }
    return total;
  }

  /** The window with an amount added at a time; a change of its length empties it. */
  static FraudWindow plus(FraudWindow window, Duration length, long timeMs, long amount) {
    long sliceMs = sliceMs(length);
    long slice = timeMs / sliceMs;
    if (window.getSliceMs() != sliceMs) {
      return new FraudWindow(sliceMs, slice, List.of(amount));
    }
    long newest = Math.max(slice, window.getNewestSlice());
    List<Long> totals = new ArrayList<>(SLICES);
    for (long shift = newest - window.getNewestSlice(); shift > 0 && !isFull(totals); shift--) {
      totals.add(0L);
    }
    for (int i = 0; i < window.getTotals().size() && !isFull(totals); i++) {
      totals.add(window.getTotals().get(i));
    }
    add(totals, newest - slice, amount);
    return new FraudWindow(sliceMs, newest, totals);
  }

  /** What is older than every slice is in no window that is still asked for. */
  private static void add(List<Long> totals, long age, long amount) {
    if (age < SLICES) {
      while (totals.size() <= age) {
        totals.add(0L);
      }
      totals.set((int) age, Capped.plus(totals.get((int) age), amount));
    }
  }

  private static boolean isFull(List<Long> totals) {
    return totals.size() == SLICES;
  }

  private static long sliceMs(Duration length) {
    return length.toMillis() / SLICES;
  }
}
