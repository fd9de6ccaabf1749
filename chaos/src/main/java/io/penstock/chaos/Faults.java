package io.penstock.chaos;

import io.penstock.chaos.load.LoadGenerator;
import io.penstock.chaos.world.World;
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
    int instance = fault.target() % world.instances();
    long lasts = fault.lastsMs();
    switch (fault.kind()) {
      case KILL_INSTANCE -> {
        world.killInstance(instance);
        pause.of(lasts);
        world.startInstance(instance);
      }
      case KILL_BOTH -> {
        for (int i = 0; i < world.instances(); i++) {
          world.killInstance(i);
        }
        pause.of(lasts);
        for (int i = 0; i < world.instances(); i++) {
          world.startInstance(i);
        }
      }
      case PAUSE_INSTANCE -> {
        world.pauseInstance(instance);
        pause.of(lasts);
        world.resumeInstance(instance);
      }
      case RESTART_INSTANCE -> {
        world.stopInstance(instance);
        pause.of(lasts);
        world.startInstance(instance);
      }
      case INSTANCE_JOINS -> {
        try (AutoCloseable _ = world.join("c", 0)) {
          pause.of(lasts);
        }
      }
      case CLOCKS_APART -> {
        try (AutoCloseable _ = world.join("c", shift(new Random(fault.salt())))) {
          pause.of(lasts);
        }
      }
      case KILL_BROKER -> {
        int broker = fault.target() % world.brokers();
        world.killBroker(broker);
        pause.of(lasts);
        world.startBroker(broker);
      }
      case KILL_POSTGRES -> {
        world.killPostgres();
        pause.of(lasts);
        world.startPostgres();
      }
      case KILL_PSP -> {
        world.killSimulator();
        pause.of(lasts);
        world.startSimulator();
      }
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
        poisoned += poison.spread(new Random(fault.salt())).taken();
        pause.of(lasts);
      }
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
