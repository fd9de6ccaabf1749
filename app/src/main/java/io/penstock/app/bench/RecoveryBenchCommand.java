package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class RecoveryBenchCommand extends MeasuringCommand<RecoveryBenchmark.Result> {
  @Option(names = "--accounts", paramLabel = "N", description = "That have a balance.")
  private int accounts = 1_000_000;

  @Option(names = "--seconds", paramLabel = "N", description = "Of full load before the kill.")
  private int seconds = 600;

  @Override
  void requireSound() {
    if (accounts < 1 || seconds < 1) {
      throw new ConfigException("--accounts and --seconds must be at least 1");
    }
  }

  @Override
  RecoveryBenchmark.Result measure(Path directory, Progress progress) throws Exception {
    return new RecoveryBenchmark(accounts, Duration.ofSeconds(seconds), directory, progress).run();
  }

  @Override
  void describe(RecoveryBenchmark.Result result, ObjectNode json) {
    json.put("accounts", accounts).put("seconds", seconds);
    json.setAll((ObjectNode) JsonOption.json(result));
  }

  @Override
  void describe(RecoveryBenchmark.Result result, Table table) {
    table.row("accounts", number(accounts));
    table.row("load", number(result.transfersPerSecond()) + " transfers/s, committed");
    result
        .lostPartitionCommitsAgainMs()
        .forEach((p, millis) -> table.row("partition " + p, inSeconds(millis)));
    table.row("longest", inSeconds(result.longestMs()));
  }

  private static String inSeconds(long millis) {
    return String.format(Locale.ROOT, "commits again after %.1f s", millis / 1000.0);
  }
}
