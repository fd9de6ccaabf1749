package io.penstock.app;

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
  private Penstock() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  public static CommandLine commandLine() {
    CommandLine penstock = new CommandLine(new Penstock());
    penstock.getSubcommands().values().forEach(ApiCommands::addCalls);
    LocalCommands.addTo(penstock);
    Failures.addTo(penstock);
    ExitCodes.addTo(penstock);
    return penstock;
  }
}
