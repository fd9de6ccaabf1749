package io.penstock.chaos;

import io.penstock.chaos.load.LoadGenerator;
import io.penstock.chaos.world.Child;
import io.penstock.chaos.world.Restartable;
import io.penstock.chaos.world.World;
import java.util.List;
import java.util.Random;

/** Does to the processes what a schedule says, and undoes it. */
final class Faults {
  private static final int REPEATS = 150;
  private static final String AT_REST =
      """
      {"outage": false, "latency_ms": 0, "failure_rate": 0, "lose_answers_rate": 0, "hang_ms": 0,
       "webhook_delay_ms": 0, "webhook_copies": 1}
      """;

  private final World world;
  private final LoadGenerator load;
  private final Poison poison;
  private final Pause pause;
  private int poisoned;

  /** Lets time go by and does something useful meanwhile. */
  @FunctionalInterface
  interface Pause {
    void of(long millis) throws Exception;
  }

  Faults(World world, LoadGenerator load, Pause pause) {
    this.world = world;
    this.load = load;
    this.pause = pause;
    this.poison = new Poison(world.places().kafka());
  }

  /** Records of poison that brokers took. */
  int poisoned() {
    return poisoned;
  }

  void inject(Fault fault) throws Exception {
    Child instance = oneOf(world.instances(), fault);
    long lasts = fault.lastsMs();
    switch (fault.kind()) {
      case KILL_INSTANCE -> killed(List.of(instance), lasts);
      case KILL_BOTH -> killed(world.instances(), lasts);
      case KILL_BROKER -> killed(List.of(oneOf(world.brokers(), fault)), lasts);
      case KILL_POSTGRES -> killed(List.of(world.database()), lasts);
      case KILL_PSP -> killed(List.of(world.simulator()), lasts);
      case PAUSE_INSTANCE -> {
        instance.pause();
        pause.of(lasts);
        instance.goOn();
      }
      case RESTART_INSTANCE -> {
        instance.stop();
        pause.of(lasts);
        instance.startAgain();
      }
      case INSTANCE_JOINS -> joined(0, lasts);
      case CLOCKS_APART -> joined(shift(new Random(fault.salt())), lasts);
      case PSP_LOSES_ANSWERS -> turned("{\"lose_answers_rate\": 0.5, \"hang_ms\": 500}", lasts);
      case PSP_FAILS -> {
        turned("{\"failure_rate\": 0.5}", lasts / 2);
        turned("{\"outage\": true}", lasts / 2);
      }
      case PSP_SLOW -> turned("{\"latency_ms\": 3000}", lasts);
      case WEBHOOKS_REPEATED ->
          turned("{\"webhook_delay_ms\": 2000, \"webhook_copies\": 3}", lasts);
      case DUPLICATES -> {
        load.repeat(REPEATS);
        pause.of(lasts);
      }
      case POISON -> {
        poisoned += poison.spread(new Random(fault.salt()));
        pause.of(lasts);
      }
    }
  }

  private static Child oneOf(List<Child> all, Fault fault) {
    return all.get(fault.target() % all.size());
  }

  private void killed(List<? extends Restartable> victims, long lasts) throws Exception {
    for (Restartable each : victims) {
      each.kill();
    }
    pause.of(lasts);
    for (Restartable each : victims) {
      each.startAgain();
    }
  }

  private void joined(long shiftMs, long lasts) throws Exception {
    try (AutoCloseable _ = world.join("c", shiftMs)) {
      pause.of(lasts);
    }
  }

  /** Milliseconds by which a clock is wrong: 10 s to an hour, either way. */
  private static long shift(Random random) {
    long shift = random.nextLong(10_000, 3_600_000);
    return random.nextBoolean() ? shift : -shift;
  }

  private void turned(String knobs, long lasts) throws Exception {
    world.turn(knobs);
    pause.of(lasts);
    world.turn(AT_REST);
  }
}
