package io.penstock.app.bench;

import io.penstock.app.cli.Failures;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.LedgerCommand;
import io.penstock.app.cli.Table;
import io.penstock.app.local.Infrastructure;
import io.penstock.app.local.LocalPenstock;
import io.penstock.app.process.Logs;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.process.ScratchDirectory;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.chaos.fuzz.FuzzReport;
import io.penstock.chaos.fuzz.FuzzRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the HTTP door stands whatever may be sent to it. */
@Command(
    name = "fuzz",
    hidden = true,
    description = {
      "Start everything as `up` does in a temporary directory and send it odd requests, made from"
          + " its own OpenAPI document: no answer may be a 5xx, stay away or be malformed, and"
          + " nothing may move but what was asked for and accepted.",
      "The seed repeats the requests. Exit code 1: something is wrong."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class FuzzCommand implements Callable<Integer> {
  @Option(names = "--seed", paramLabel = "N", description = "Of the requests; default: any.")
  private @Nullable Long seed;

  @Option(names = "--requests", paramLabel = "N", description = "1 to 10000000.")
  private int requests = 100_000;

  @Mixin private JsonOption output = new JsonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (requests < 1 || requests > 10_000_000 || (seed != null && seed < 0)) {
      throw new ConfigException("--requests must be 1 to 10000000, --seed 0 or more");
    }
    long chosen = seed == null ? RandomGenerator.getDefault().nextInt(Integer.MAX_VALUE) : seed;
    Progress progress = new Progress(spec.commandLine().getErr());
    try (ScratchDirectory scratch = ScratchDirectory.create("penstock-fuzz")) {
      progress.tell("seed " + chosen);
      return run(scratch.path(), chosen, progress) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private boolean run(Path directory, long chosen, Progress progress) throws Exception {
    try (Opened opened = new Opened()) {
      Logs.toFiles(directory.resolve("logs"));
      PenstockConfig settings = PenstockConfig.from(System.getenv(), null).forLoad();
      var penstock = LocalPenstock.startAnywhere(settings, directory, opened, progress);
      FuzzReport report =
          new FuzzRun(penstock.ports().api(), chosen, requests, progress::tell).run();
      output.show(spec, () -> JsonOption.json(report), out -> print(out, report));
      return report.holds() && verify(penstock.result());
    }
  }

  /** The ledger's own proof, as `penstock ledger verify` gives it. */
  private boolean verify(Infrastructure infrastructure) {
    CommandLine verification = new CommandLine(new LedgerCommand());
    Failures.addTo(verification);
    return verification
            .setOut(spec.commandLine().getErr())
            .setErr(spec.commandLine().getErr())
            .execute(
                "verify",
                "--kafka",
                infrastructure.kafka().bootstrapServers(),
                "--registry",
                infrastructure.registry().url())
        == ExitCode.OK;
  }

  private static void print(PrintWriter out, FuzzReport report) {
    Table.ofPairs()
        .row("seed", report.seed())
        .row("requests", report.requests())
        .row("requests a second", report.requestsPerSecond())
        .row("answers by status", report.answers() + " (0: nobody waited)")
        .row("accepted", report.transfers() + " transfers, " + report.payments() + " payments")
        .row("slowest answer", report.slowestMs() + " ms")
        .row("faults", report.faults().size())
        .print(out);
    report.faults().forEach(out::println);
  }
}
