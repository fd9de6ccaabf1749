package io.penstock.app;

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
      AccountsCommand.class,
      TransfersCommand.class,
      PaymentsCommand.class,
      RefundsCommand.class,
      ReconciliationCommand.class,
      LedgerCommand.class,
      FraudCommand.class,
      MerchantsCommand.class,
      DeadLettersCommand.class,
      HealthCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Penstock {
  private Penstock() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine penstock = new CommandLine(new Penstock());
    LocalCommands.addTo(penstock);
    Failures.addTo(penstock);
    ExitCodes.addTo(penstock);
    return penstock;
  }
}
