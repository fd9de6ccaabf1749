package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionWorkTest {
  private final PartitionWork work = new PartitionWork(10, 12);

  @Test
  void commitsOnlyWhatHasNothingUnfinishedBeforeIt() {
    work.begin(10);
    work.begin(11);
    work.begin(13);

    work.finish(11);
    assertThat(work.news()).isEmpty();

    work.finish(10);
    assertThat(work.news()).hasValue(13);

    work.finish(13);
    assertThat(work.news()).hasValue(14);
  }

  @Test
  void saysNothingTwice() {
    work.begin(10);
    work.finish(10);

    work.committed(11);

    assertThat(work.news()).isEmpty();
  }

  @Test
  void knowsWhatAnotherWorkerMayHaveBeenGiven() {
    assertThat(work.isFirstSeen(11)).isFalse();
    assertThat(work.isFirstSeen(12)).isTrue();
  }
}
