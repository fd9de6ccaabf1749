package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.app.process.ScratchDirectory;
import io.penstock.app.settings.ConfigException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How soon the ledger is back when an instance is killed. */
@Command(
    name = "recovery",
    description = {
      "Run two instances of the ledger, each with a standby of the other, under as much load as"
          + " they carry; kill one, and measure until each partition that it had commits again.",
      "It runs a broker of its own in a temporary directory, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class RecoveryBenchCommand implements Callable<Integer> {
  @Option(names = "--accounts", paramLabel = "N", description = "That have a balance.")
  private int accounts = 1_000_000;

  @Option(names = "--seconds", paramLabel = "N", description = "Of full load before the kill.")
  private int seconds = 600;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (accounts < 1 || seconds < 1) {
      throw new ConfigException("--accounts and --seconds must be at least 1");
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    try (ScratchDirectory scratch = ScratchDirectory.create("penstock-recovery")) {
      show(
          new RecoveryBenchmark(accounts, Duration.ofSeconds(seconds), scratch.path(), progress)
              .run());
    }
    progress.tell("done after " + progress.total().strip());
    return 0;
  }

  private void show(RecoveryBenchmark.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      all.put("accounts", accounts).put("seconds", seconds);
      all.put("transfers_per_second", result.transfersPerSecond());
      ObjectNode silence = all.putObject("lost_partition_commits_again_ms");
      result.silence().forEach((p, time) -> silence.put(Integer.toString(p), time.toMillis()));
      all.put("longest_ms", result.longest().toMillis());
      out.println(all.toPrettyString());
    } else {
      Table table = Table.ofPairs().row("accounts", number(accounts));
      table.row("load", number(result.transfersPerSecond()) + " transfers/s, committed");
      result.silence().forEach((p, time) -> table.row("partition " + p, inSeconds(time)));
      table.row("longest", inSeconds(result.longest())).print(out);
    }
    out.flush();
  }

  private static String inSeconds(Duration time) {
    return String.format(Locale.ROOT, "commits again after %.1f s", time.toMillis() / 1000.0);
  }
}
