package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Records;
import io.penstock.schemas.SettlementWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementWindowsTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  static {
    Records.prepare();
  }

  private final SettlementWindows windows = SettlementWindows.from("stripe", START);

  @Test
  void catchesUpByTheHour() {
    Instant now = START.plus(Duration.ofMinutes(150));

    List<Duration> stretches = new ArrayList<>();
    for (var each = windows.unseen(now); each != null; each = windows.unseen(now)) {
      stretches.add(Duration.ofMillis(each.getToMs() - each.getFromMs()));
      windows.listed(each, null, now);
    }

    assertThat(stretches)
        .containsExactly(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(30));
  }

  @Test
  void listsAgainWhenTheMoneyIsToBeThereAndADayLater() {
    Instant now = START.plusSeconds(10);
    Instant available = START.plus(Duration.ofDays(2));
    windows.listed(unseen(now), available, now);

    assertThat(windows.due(available.minusSeconds(1))).isEmpty();
    SettlementWindow due = windows.due(available).getFirst();
    windows.listed(due, null, available);

    assertThat(windows.due(available.plus(Duration.ofDays(9)))).isEmpty();
  }

  @Test
  void aBookingThatIsAvailableAtOnceIsLookedAtOnceMoreTheNextDay() {
    Instant now = START.plusSeconds(10);
    windows.listed(unseen(now), null, now);

    assertThat(windows.due(now.plus(SettlementWindows.SECOND_LOOK))).hasSize(1);
  }

  @Test
  void waitsLongerTheLongerSomethingIsOverdue() {
    Instant now = START.plusSeconds(10);
    windows.listed(unseen(now), START, now);

    assertThat(windows.due(now.plusSeconds(9))).isEmpty();
    assertThat(windows.due(now.plusSeconds(10))).hasSize(1);
  }

  @Test
  void givesUpWhatNeverBecomesAvailable() {
    Instant now = START.plusSeconds(10);
    windows.listed(unseen(now), now.plusSeconds(1), now);
    Instant late = now.plus(SettlementWindows.GIVEN_UP_AFTER).plusSeconds(1);

    assertThat(windows.listed(windows.due(late).getFirst(), START, late)).isFalse();
    assertThat(windows.due(late.plus(Duration.ofDays(99)))).isEmpty();
  }

  private SettlementWindow unseen(Instant now) {
    return Objects.requireNonNull(windows.unseen(now), "something is unseen");
  }

  /** A PSP that shows bookings late and pays them out later, asked by instances that stop. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyBookingIsReportedOnceItIsAvailable(long seed) {
    var psp = new Psp(new SplittableRandom(seed));
    SettlementWindows asked = SettlementWindows.from("stripe", START);
    Instant end = START.plus(Duration.ofDays(12));
    int most = 0;
    for (Instant now = START; now.isBefore(end); now = now.plus(psp.pause())) {
      psp.booksUntil(now);
      for (var each = asked.unseen(now); each != null; each = asked.unseen(now)) {
        var pending = psp.list(SettlementWindows.beginningOf(each), each.getToMs(), now);
        assertThat(asked.listed(each, pending, now)).isTrue();
      }
      for (SettlementWindow each : asked.due(now)) {
        var pending = psp.list(Instant.ofEpochMilli(each.getFromMs()), each.getToMs(), now);
        assertThat(asked.listed(each, pending, now)).isTrue();
      }
      most = Math.max(most, asked.toCursor().getWindows().size());
      if (psp.stops()) {
        asked = SettlementWindows.of(asked.toCursor());
      }
    }

    assertThat(psp.missing(end.minus(Duration.ofDays(9)))).as("seed " + seed).isEmpty();
    assertThat(most).isLessThan(14 * 24);
    assertThat(psp.listed).isLessThan(8L * psp.bookings.size());
  }

  private record Booking(Instant created, Instant visible, Instant available) {}

  private static final class Psp {
    private final SplittableRandom random;
    private final List<Booking> bookings = new ArrayList<>();
    private final Set<Booking> reported = new HashSet<>();
    private Instant next = START;
    private long listed;

    Psp(SplittableRandom random) {
      this.random = random;
    }

    Duration pause() {
      return random.nextInt(50) == 0
          ? Duration.ofHours(random.nextInt(1, 7))
          : Duration.ofMinutes(random.nextInt(1, 15));
    }

    boolean stops() {
      return random.nextInt(20) == 0;
    }

    void booksUntil(Instant now) {
      while (!next.isAfter(now)) {
        Duration late =
            random.nextInt(20) == 0 ? Duration.ofMinutes(random.nextInt(720)) : Duration.ZERO;
        Instant available =
            random.nextBoolean()
                ? next.plusSeconds(5)
                : START.plus(Duration.ofDays(Duration.between(START, next).toDays() + 3));
        bookings.add(new Booking(next, next.plus(late), available));
        next = next.plusSeconds(random.nextInt(1, 1_200));
      }
    }

    @Nullable Instant list(Instant from, long toMs, Instant now) {
      Instant earliest = null;
      for (Booking each : bookings) {
        boolean within = !each.created().isBefore(from) && each.created().toEpochMilli() < toMs;
        if (within && !each.visible().isAfter(now)) {
          listed++;
          if (each.available().isAfter(now)) {
            earliest =
                earliest == null || each.available().isBefore(earliest)
                    ? each.available()
                    : earliest;
          } else {
            reported.add(each);
          }
        }
      }
      return earliest;
    }

    List<Booking> missing(Instant until) {
      return bookings.stream()
          .filter(each -> each.created().isBefore(until) && !reported.contains(each))
          .toList();
    }
  }
}
