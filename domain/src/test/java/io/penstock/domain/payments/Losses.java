package io.penstock.domain.payments;

import java.util.Random;

/** Messages that nobody ever reads, such as those that became dead letters; not for ever. */
final class Losses {
  private final Random random;
  private final int percent;
  private int left;

  /**
   * @param percent of the messages that are lost
   * @param most then the line is good
   */
  Losses(Random random, int percent, int most) {
    this.random = random;
    this.percent = percent;
    this.left = most;
  }

  /** Whether the next message is lost. */
  boolean next() {
    boolean isLost = left > 0 && random.nextInt(100) < percent;
    if (isLost) {
      left--;
    }
    return isLost;
  }
}
