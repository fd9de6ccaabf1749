package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.bench.SettlementsBenchmark.Upload;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.ConfigException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How soon a settlement report is compared, and that a second one changes nothing. */
@Command(
    name = "settlements",
    description = {
      "Start everything as `up` does, with as many captured card payments as the report has lines;"
          + " upload the report over HTTP and measure until each case stands as it should and"
          + " until ledger, views and Postgres have all that follows. Then upload it under another"
          + " key: exit code 1 unless each case, each journal and the PSP's clearing account are"
          + " as before.",
      "Of a hundred lines one is of a charge that nobody knows and waits 5 seconds for its payment"
          + " here, and two differ from what was captured.",
      "It runs a broker of its own in a temporary directory, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class SettlementsBenchCommand extends MeasuringCommand<SettlementsBenchmark.Result> {
  private static final int LEAST = 100;

  /** Beyond that a report is larger than the door takes. */
  private static final int MOST = 150_000;

  @Option(names = "--lines", paramLabel = "N", description = "Of the report, 100 to 150000.")
  private int lines = 100_000;

  @Override
  void requireSound() {
    if (lines < LEAST || lines > MOST) {
      throw new ConfigException("--lines must be " + LEAST + " to " + MOST);
    }
  }

  @Override
  SettlementsBenchmark.Result measure(Path directory, Progress progress) throws Exception {
    return new SettlementsBenchmark(lines, directory, progress).run();
  }

  @Override
  void describe(SettlementsBenchmark.Result result, ObjectNode json) {
    json.put("lines", lines).put("bytes", result.bytes()).put("cases", result.cases());
    json.set("first", JsonOption.json(result.first()));
    json.set("second", JsonOption.json(result.second()));
  }

  @Override
  void describe(SettlementsBenchmark.Result result, Table table) {
    table.row("report", number(lines) + " lines, " + number(result.bytes()) + " bytes");
    add(table, "first upload", result.first());
    add(table, "second upload", result.second());
    table.row("cases", number(result.cases()) + ", the same after both");
  }

  private static void add(Table table, String name, Upload upload) {
    table.row(name, "answered after " + seconds(upload.answeredMs()));
    table.row("", "every case compared after " + seconds(upload.comparedMs()));
    table.row("", "booked and shown everywhere after " + seconds(upload.atRestMs()));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
