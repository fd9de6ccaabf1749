package io.penstock.app;

import io.penstock.embedded.DataDirectory;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.StartException;
import io.penstock.schemas.streams.LostOffsetsException;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

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
      HealthCommand.class
    })
public final class Penstock {
  private static final Logger log = LoggerFactory.getLogger(Penstock.class);

  private Penstock() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine penstock = new CommandLine(new Penstock());
    LocalCommands.addTo(penstock);
    return penstock.setExecutionExceptionHandler(Penstock::explain);
  }

  /** One line for people; the stack trace goes to the log where it helps someone. */
  private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    switch (failure) {
      case ConfigException e -> {
        err.println("penstock: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      case CommandFailure e -> err.println("penstock: " + e.getMessage());
      case PortTakenException e -> err.println("penstock: " + e.getMessage());
      case StartException e -> err.println("penstock: " + e.getMessage());
      case LostOffsetsException e -> err.println("penstock: ALARM: " + e.getMessage());
      case DataDirectory.InUseException e -> err.println("penstock: " + e.getMessage());
      default -> err.println("penstock: unexpected: " + failure);
    }
    log.error("{} failed", command.getCommandName(), failure);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
