package io.penstock.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.ConfigException;
import io.penstock.embedded.DataDirectory;
import io.penstock.embedded.PortTakenException;
import io.penstock.embedded.StartException;
import io.penstock.streams.LostOffsetsException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How a command that fails says so: one line for people on stderr, for machines (--json) an object
 * with {@code code} and {@code detail} on stdout. Stack traces go to the log where it helps
 * someone.
 */
public final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);
  private static final String JSON = "--json";
  private static final String USAGE = "wrong_usage";
  private static final String FAILED = "command_failed";

  private Failures() {}

  public static void addTo(CommandLine penstock) {
    CommandLine.IParameterExceptionHandler words = penstock.getParameterExceptionHandler();
    penstock.setParameterExceptionHandler(
        (e, args) -> {
          if (e.getCommandLine().getCommandSpec().findOption(JSON) != null
              && List.of(args).contains(JSON)) {
            tellMachine(e.getCommandLine(), USAGE, String.valueOf(e.getMessage()));
          }
          return words.handleParseException(e, args);
        });
    penstock.setExecutionExceptionHandler(Failures::explain);
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof ParameterException wrong) {
      throw wrong;
    }
    boolean isUsage = failure instanceof ConfigException;
    String words = String.valueOf(words(failure));
    PrintWriter err = command.getErr();
    err.println("penstock: " + words);
    err.flush();
    if (isForMachines(parsed)) {
      tellMachine(command, isUsage ? USAGE : FAILED, words);
    }
    if (isUsage) {
      return CommandLine.ExitCode.USAGE;
    }
    log.error("{} failed", command.getCommandName(), failure);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static boolean isForMachines(ParseResult parsed) {
    return parsed.hasMatchedOption(JSON)
        || (parsed.hasSubcommand() && isForMachines(parsed.subcommand()));
  }

  private static @Nullable String words(Exception failure) {
    return switch (failure) {
      case ConfigException e -> e.getMessage();
      case CommandFailure e -> e.getMessage();
      case PortTakenException e -> e.getMessage();
      case StartException e -> e.getMessage();
      case LostOffsetsException e -> "ALARM: " + e.getMessage();
      case DataDirectory.InUseException e -> e.getMessage();
      // A fault of ours: its kind is all that whoever mends it can go by.
      default -> "unexpected: " + failure;
    };
  }

  private static void tellMachine(CommandLine command, String code, String detail) {
    command
        .getOut()
        .println(
            JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("detail", detail)
                .toPrettyString());
    command.getOut().flush();
  }
}
