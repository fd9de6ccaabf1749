package io.penstock.topologies.flows;

import static io.penstock.topologies.flows.Backlog.CALM_MS;
import static io.penstock.topologies.flows.Backlog.MOST_MS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final long START = 10_000_000;

  private final Backlog backlog = new Backlog(START);

  @Test
  void isWorkedOffWhereNothingOldComesInTheBeginning() {
    backlog.saw(START, START);

    assertThat(backlog.isWorkedOff(START + CALM_MS - 1)).isFalse();
    assertThat(backlog.isWorkedOff(START + CALM_MS)).isTrue();
  }

  @Test
  void lastsWhileOldRecordsAreRead() {
    long later = START + CALM_MS - 1;
    backlog.saw(START - 1_000_000, later);

    assertThat(backlog.isWorkedOff(later + CALM_MS - 1)).isFalse();
    assertThat(backlog.isWorkedOff(later + CALM_MS)).isTrue();
  }

  @Test
  void isBelievedNoLongerThanForAWhile() {
    for (long now = START; now < START + 2 * MOST_MS; now += 1_000) {
      backlog.saw(0, now);
    }

    assertThat(backlog.isWorkedOff(START + MOST_MS)).isTrue();
  }
}
