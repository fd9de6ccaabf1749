package io.penstock.psp.simulator;

import io.penstock.psp.simulator.state.Knobs;
import java.nio.file.Path;

/** A simulator in a process of its own, to be killed: prints its address. */
final class SimulatorProcess {
  private SimulatorProcess() {}

  static void main(String[] args) {
    PspSimulator simulator =
        PspSimulator.start(Path.of(args[0]), "127.0.0.1", 0, SimulatorSettings.defaults());
    simulator.turn(Knobs.NONE.with("webhook_copies", 3));
    System.out.println(simulator.url());
  }
}
