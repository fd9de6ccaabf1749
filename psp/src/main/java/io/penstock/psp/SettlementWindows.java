package io.penstock.psp;

import io.penstock.schemas.SettlementCursor;
import io.penstock.schemas.SettlementWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which bookings of a PSP are to be listed, and when. Each is listed when it is new. As long as its
 * money is not available it is listed again when the PSP said that it would be; and all of them
 * once more a day later, since a PSP may show a booking late.
 *
 * <p>The future is cut into stretches of an hour at most. Those with something left to look for are
 * windows; small neighbours become one, so that there are few. Not for several threads.
 */
final class SettlementWindows {
  static final Duration LONGEST_STRETCH = Duration.ofHours(1);

  /** A new stretch begins a little before the end of the last: clocks differ, lists may lag. */
  static final Duration OVERLAP = Duration.ofMinutes(5);

  static final Duration SECOND_LOOK = Duration.ofDays(1);

  /** What has not become available by then is left to a settlement report. */
  static final Duration GIVEN_UP_AFTER = Duration.ofDays(90);

  private final String psp;
  private final List<SettlementWindow> open;
  private Instant head;

  private SettlementWindows(String psp, Instant head, List<SettlementWindow> open) {
    this.psp = psp;
    this.head = head;
    this.open = new ArrayList<>(open);
  }

  /** Everything from then on is new. */
  static SettlementWindows from(String psp, Instant head) {
    return new SettlementWindows(psp, head.truncatedTo(ChronoUnit.SECONDS), List.of());
  }

  static SettlementWindows of(SettlementCursor kept) {
    return new SettlementWindows(
        kept.getPsp(), Instant.ofEpochMilli(kept.getHeadMs()), kept.getWindows());
  }

  /** To be kept, and read by {@link #of}. */
  SettlementCursor toCursor() {
    return new SettlementCursor(psp, head.toEpochMilli(), List.copyOf(open));
  }

  /**
   * The next stretch that was never listed, an hour at most; null: there is none of a second or
   * more. PSPs tell when they booked something in whole seconds, and the present one is not over.
   */
  @Nullable SettlementWindow unseen(Instant now) {
    Instant end = now.truncatedTo(ChronoUnit.SECONDS);
    if (!end.isAfter(head)) {
      return null;
    }
    Instant most = head.plus(LONGEST_STRETCH);
    return window(head, most.isBefore(end) ? most : end, now);
  }

  /** From when an unseen stretch is listed. */
  static Instant beginningOf(SettlementWindow unseen) {
    return Instant.ofEpochMilli(unseen.getFromMs()).minus(OVERLAP);
  }

  /** What is to be listed again by now, oldest first. */
  List<SettlementWindow> due(Instant now) {
    return open.stream().filter(each -> each.getDueMs() <= now.toEpochMilli()).toList();
  }

  /**
   * A stretch or window was listed to its end.
   *
   * @param earliestPending when the first of its bookings that are not available will be; null: all
   *     are
   * @return false if it is given up with bookings that never became available
   */
  boolean listed(SettlementWindow window, @Nullable Instant earliestPending, Instant now) {
    open.remove(window);
    Instant to = Instant.ofEpochMilli(window.getToMs());
    if (to.isAfter(head)) {
      head = to;
    }
    Instant due = earliestPending == null ? to.plus(SECOND_LOOK) : dueAgain(earliestPending, now);
    if (earliestPending == null && !due.isAfter(now)) {
      return true;
    }
    if (now.isAfter(to.plus(GIVEN_UP_AFTER))) {
      return false;
    }
    open.add(window(Instant.ofEpochMilli(window.getFromMs()), to, due));
    open.sort(Comparator.comparingLong(SettlementWindow::getFromMs));
    join(now);
    return true;
  }

  /** What is late already is waited for as long again as it is late. */
  private static Instant dueAgain(Instant earliestPending, Instant now) {
    if (earliestPending.isAfter(now)) {
      return earliestPending;
    }
    Duration late = Duration.between(earliestPending, now);
    return now.plus(late.compareTo(LONGEST_STRETCH) > 0 ? LONGEST_STRETCH : late);
  }

  /** Neighbours that both wait for long become one, which waits for the first of theirs. */
  private void join(Instant now) {
    long soon = now.plus(LONGEST_STRETCH).toEpochMilli();
    for (int i = open.size() - 1; i > 0; i--) {
      SettlementWindow a = open.get(i - 1);
      SettlementWindow b = open.get(i);
      boolean neighbours = a.getToMs() == b.getFromMs();
      boolean fits = b.getToMs() - a.getFromMs() <= LONGEST_STRETCH.toMillis();
      if (neighbours && fits && Math.min(a.getDueMs(), b.getDueMs()) > soon) {
        open.remove(i);
        open.set(
            i - 1,
            new SettlementWindow(a.getFromMs(), b.getToMs(), Math.min(a.getDueMs(), b.getDueMs())));
      }
    }
  }

  private static SettlementWindow window(Instant from, Instant to, Instant due) {
    return new SettlementWindow(from.toEpochMilli(), to.toEpochMilli(), due.toEpochMilli());
  }
}
