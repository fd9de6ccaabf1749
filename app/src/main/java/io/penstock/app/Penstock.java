package io.penstock.app;

import io.penstock.app.bench.BenchCommand;
import io.penstock.app.bench.ChaosCommand;
import io.penstock.app.bench.FuzzCommand;
import io.penstock.app.cli.ExitCodes;
import io.penstock.app.cli.Failures;
import io.penstock.app.cli.HealthCommand;
import io.penstock.app.cli.LedgerCommand;
import io.penstock.app.cli.RunCommand;
import io.penstock.app.cli.TopicsCommand;
import io.penstock.app.cli.api.ApiCommands;
import io.penstock.app.cli.deadletters.DeadLettersCommand;
import io.penstock.app.cli.records.FraudCommand;
import io.penstock.app.cli.records.MerchantsCommand;
import io.penstock.app.local.BrokerCommand;
import io.penstock.app.local.SimulatorCommand;
import io.penstock.app.local.UpCommand;
import io.penstock.app.process.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "penstock",
    description = "Payments and settlement on Kafka Streams.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      TopicsCommand.class,
      ApiCommands.Accounts.class,
      ApiCommands.Transfers.class,
      ApiCommands.Payments.class,
      ApiCommands.Refunds.class,
      ApiCommands.Reconciliation.class,
      LedgerCommand.class,
      FraudCommand.class,
      MerchantsCommand.class,
      DeadLettersCommand.class,
      HealthCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Penstock {
  private static final String BROKER = "kafka/server/KafkaRaftServer.class";
  private static final String BENCHMARKS = "io/penstock/benchmarks/TransferBenchmark.class";
  private static final String CHAOS = "io/penstock/chaos/ChaosRun.class";
  private static final String SIMULATOR = "io/penstock/psp/simulator/PspSimulator.class";

  private Penstock() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  public static CommandLine commandLine() {
    CommandLine penstock = new CommandLine(new Penstock());
    penstock.getSubcommands().values().forEach(ApiCommands::addCalls);
    addLocalCommands(penstock);
    Failures.addTo(penstock);
    ExitCodes.addTo(penstock);
    return penstock;
  }

  /**
   * Commands that bring to this machine what elsewhere runs by itself. The distribution for servers
   * lacks their libraries, and therefore them.
   */
  private static void addLocalCommands(CommandLine penstock) {
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
    return Penstock.class.getClassLoader().getResource(program) != null;
  }
}
