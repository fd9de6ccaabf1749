package io.penstock.chaos.world;

import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.Ports;
import java.util.random.RandomGenerator;

/**
 * Ports that stay free while their process is dead: below those that the system gives to clients.
 */
final class FreePorts {
  private static final int FIRST = 18_000;
  private static final int LAST = 32_000;
  private static final int MOST_TRIES = 1_000;

  private FreePorts() {}

  static int choose() {
    RandomGenerator random = RandomGenerator.getDefault();
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        return Ports.choose(World.HOST, random.nextInt(FIRST, LAST));
      } catch (PortTakenException e) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }
}
