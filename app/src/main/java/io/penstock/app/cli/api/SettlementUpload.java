package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.cli.Table;
import io.penstock.app.process.CommandFailure;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands a settlement report in and tells what became of its lines. */
@Command(
    name = "upload",
    description = {
      "Hand in a PSP's settlement report: CSV with a header row, or JSON lines (*.jsonl,"
          + " *.ndjson), with psp_reference or payment_id, amount, currency, fee, settled_at.",
      "Exit code 1 where lines were refused; the others are taken."
    },
    mixinStandardHelpOptions = true)
final class SettlementUpload implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ApiOption api = new ApiOption();
  @Mixin private WriteOptions.Key key = new WriteOptions.Key();

  @Parameters(paramLabel = "FILE", description = "The report.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandFailure(file + " cannot be read");
    }
    String chosen = key.choose(spec.commandLine().getErr());
    ApiAnswer answer =
        api.ask(
            client -> client.upload(path("settlement-reports"), file, contentType(file), chosen));
    int code = api.show(spec.commandLine(), answer, SettlementUpload::print);
    return refused(answer.body()) > 0 ? 1 : code;
  }

  private static void print(PrintWriter out, JsonNode report) {
    long refused = refused(report);
    out.printf(
        "report %s: %s lines taken, %s%d refused%n",
        report.path("report_id").asText(),
        report.path("taken").asText(),
        report.has("known_count") ? report.path("known_count").asText() + " known already, " : "",
        refused);
    if (refused > 0) {
      Table.printList(out, report.path("refused"), "line", "code", "field", "detail");
    }
  }

  private static long refused(JsonNode report) {
    return report.path("refused_count").asLong();
  }

  private static String contentType(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return "application/x-ndjson";
    }
    return name.endsWith(".json") ? "application/json" : "text/csv";
  }
}
