package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.benchmarks.TransferBenchmark;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast the ledger is on this machine. */
@Command(
    name = "bench",
    subcommands = {
      PaymentsBenchCommand.class,
      RecoveryBenchCommand.class,
      SettlementsBenchCommand.class
    },
    description = {
      "Measure transfers a second, from command to committed outcome, beside a pass-through of the"
          + " same broker in the same run, and then the latency at half of that rate.",
      "It runs a broker of its own in a temporary directory, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class BenchCommand extends MeasuringCommand<TransferBenchmark.Result> {

  @Option(names = "--transfers", paramLabel = "N", description = "Measured, after as many before.")
  private int transfers = 200_000;

  @Option(names = "--accounts", paramLabel = "N", description = "Between which money moves.")
  private int accounts = 10_000;

  @Option(names = "--partitions", paramLabel = "N", description = "Of every topic.")
  private int partitions = 4;

  @Option(names = "--threads", paramLabel = "N", description = "Of the ledger.")
  private int threads = 2;

  @Override
  void requireSound() {
    var _ = workload(transfers, accounts, partitions, threads);
  }

  @Override
  TransferBenchmark.Result measure(Path directory, Progress progress) throws Exception {
    progress.tell("%,d transfers between %,d accounts".formatted(transfers, accounts));
    return new TransferBenchmark(
            workload(transfers, accounts, partitions, threads), directory, progress::tell)
        .run();
  }

  @Override
  void describe(TransferBenchmark.Result result, Table table) {
    table
        .row("pass-through", number(result.passThroughPerSecond()) + " records/s")
        .row("transfers", number(result.transfersPerSecond()) + " transfers/s, committed")
        .row("ratio", String.format(Locale.ROOT, "%.3f", result.ratio()))
        .row("latency at", number(result.latencyRatePerSecond()) + " transfers/s");
    Latencies.add(table, result.latencyUs());
  }

  @Override
  void describe(TransferBenchmark.Result result, ObjectNode json) {
    json.put("transfers", transfers).put("accounts", accounts);
    json.put("partitions", partitions).put("threads", threads);
    json.setAll((ObjectNode) JsonOption.json(result));
  }
}
