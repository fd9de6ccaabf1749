package io.penstock.app;

import io.penstock.app.bench.BenchCommand;
import io.penstock.app.bench.ChaosCommand;
import io.penstock.app.bench.FuzzCommand;
import io.penstock.app.local.BrokerCommand;
import io.penstock.app.local.SimulatorCommand;
import io.penstock.app.local.UpCommand;
import picocli.CommandLine;

/**
 * Commands that bring to this machine what elsewhere runs by itself. The distribution for servers
 * lacks their libraries, and therefore them.
 */
final class LocalCommands {
  private static final String BROKER = "kafka/server/KafkaRaftServer.class";
  private static final String BENCHMARKS = "io/penstock/benchmarks/TransferBenchmark.class";
  private static final String CHAOS = "io/penstock/chaos/ChaosRun.class";
  private static final String SIMULATOR = "io/penstock/psp/simulator/PspSimulator.class";

  private LocalCommands() {}

  static void addTo(CommandLine penstock) {
    if (isHere(BROKER) && isHere(SIMULATOR)) {
      penstock.addSubcommand(new UpCommand());
    }
    if (isHere(BROKER)) {
      penstock.addSubcommand(new BrokerCommand());
    }
    if (isHere(SIMULATOR)) {
      penstock.addSubcommand(new SimulatorCommand());
    }
    if (isHere(BROKER) && isHere(BENCHMARKS)) {
      penstock.addSubcommand(new BenchCommand());
    }
    if (isHere(BROKER) && isHere(SIMULATOR) && isHere(CHAOS)) {
      penstock.addSubcommand(new ChaosCommand());
      penstock.addSubcommand(new FuzzCommand());
    }
  }

  private static boolean isHere(String program) {
    return LocalCommands.class.getClassLoader().getResource(program) != null;
  }
}
