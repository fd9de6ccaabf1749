package io.penstock.app.bench;

import io.penstock.app.Penstock;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.app.process.ScratchDirectory;
import io.penstock.app.settings.ConfigException;
import io.penstock.chaos.ChaosOptions;
import io.penstock.chaos.ChaosReport;
import io.penstock.chaos.ChaosRun;
import io.penstock.chaos.FaultKind;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.world.Program;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the ledger stands what may happen to it. */
@Command(
    name = "chaos",
    description = {
      "Run two instances, broker, registry, Postgres and the stand-in for the PSP as processes of"
          + " their own, put them under load, kill, pause, restart, poison and repeat, and check"
          + " after each fault that no money appeared or was lost.",
      "The checker reads topics and tables raw and shares no code with what it checks. The seed"
          + " repeats the schedule of faults. Exit code 1: something is wrong; state and logs"
          + " stay.",
      "It needs some 5 GB of memory and leaves nothing behind when all is well."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ChaosCommand implements Callable<Integer> {
  @Option(names = "--seed", paramLabel = "N", description = "Of faults and load; default: any.")
  private @Nullable Long seed;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "After which no new fault begins; the last checks come on top.")
  private int minutes = 2;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "Run until so many processes were killed, however long that takes.")
  private int kills;

  @Option(names = "--brokers", paramLabel = "N", description = "1 or 3.")
  private int brokers = 1;

  @Option(names = "--rate", paramLabel = "N", description = "Steps of the load a second.")
  private int rate = 40;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where state and logs are kept; without it a temporary directory.")
  private @Nullable Path data;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "FAULT",
      description = "Faults that are left out: ${COMPLETION-CANDIDATES}.")
  private List<FaultKind> without = List.of();

  @Mixin private JsonOption output = new JsonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Progress progress = new Progress(spec.commandLine().getErr());
    Program program = new Program(Penstock.class.getName(), System.getProperty("java.class.path"));
    ChaosReport report;
    if (data != null) {
      report = new ChaosRun(options(data), program, progress::tell).run();
    } else {
      ScratchDirectory scratch = ScratchDirectory.create("penstock-chaos");
      try {
        report = new ChaosRun(options(scratch.path()), program, progress::tell).run();
      } catch (Exception e) {
        scratch.keep();
        throw e;
      }
      if (report.holds()) {
        scratch.close();
      } else {
        scratch.keep();
      }
    }
    output.show(spec, () -> JsonOption.json(report), out -> print(out, report));
    return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private ChaosOptions options(Path directory) {
    try {
      return new ChaosOptions(
          seed == null ? RandomGenerator.getDefault().nextInt(Integer.MAX_VALUE) : seed,
          Duration.ofMinutes(minutes),
          kills,
          brokers,
          rate,
          Stream.of(FaultKind.values())
              .filter(kind -> !without.contains(kind))
              .collect(Collectors.toSet()),
          directory.toAbsolutePath());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static void print(PrintWriter out, ChaosReport report) {
    table(report).print(out);
    out.println();
    checks(report).print(out);
    report.violations().forEach(each -> out.println("VIOLATION " + each));
    if (report.trouble() != null) {
      out.println("STOPPED " + report.trouble());
    }
    if (!report.holds()) {
      out.println("state and logs are in " + report.directory());
    }
  }

  private static Table table(ChaosReport report) {
    Table table = Table.of("FAULT", "TIMES", "READY AGAIN AT THE LATEST AFTER");
    report
        .faults()
        .forEach(
            (kind, done) ->
                table.row(
                    kind.meaning(),
                    done.times(),
                    done.slowestReturnMs() == null ? "-" : seconds(done.slowestReturnMs())));
    return table;
  }

  private static Table checks(ChaosReport report) {
    Table table =
        Table.ofPairs()
            .row("seed", report.seed())
            .row("lasted", seconds(report.lastedMs()))
            .row("steps of the load", report.sent())
            .row("  acknowledged", report.acknowledged())
            .row("  refused", report.refused())
            .row("  without answer", report.unanswered())
            .row("transfers", report.transfers())
            .row("payments", report.payments())
            .row("records of poison", report.poisoned())
            .row("records read", report.factsRead())
            .row("instances that ended by themselves", report.endedByThemselves());
    for (Check check : Check.values()) {
      long violations = report.violations().stream().filter(each -> each.check() == check).count();
      table.row(check.meaning(), report.checks() + " times, " + violations + " violations");
    }
    return table;
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
