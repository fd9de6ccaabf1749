package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.cli.JsonTable;
import io.penstock.app.process.CommandFailure;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;

/** Hands a settlement report in and tells what became of its lines. */
final class SettlementUpload {
  private final ApiOption api;
  private final CommandLine command;
  private long refused;

  SettlementUpload(ApiOption api, CommandLine command) {
    this.api = api;
    this.command = command;
  }

  /**
   * @return exit code: 1 where the report or lines of it were refused
   */
  int send(Path file, KeyOption key) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandFailure(file + " cannot be read");
    }
    String chosen = key.choose(command.getErr());
    int code =
        api.show(
            client -> {
              ApiAnswer answer =
                  client.upload(path("settlement-reports"), file, typeOf(file), chosen);
              refused = answer.body().path("refused_count").asLong();
              return answer;
            },
            this::print);
    return refused > 0 ? 1 : code;
  }

  private void print(JsonNode report) {
    PrintWriter out = command.getOut();
    out.printf(
        "report %s: %s lines taken, %s%d refused%n",
        report.path("report_id").asText(),
        report.path("taken").asText(),
        report.has("known_count") ? report.path("known_count").asText() + " known already, " : "",
        refused);
    if (refused > 0) {
      JsonTable.ofList(out, report.path("refused"), "line", "code", "field", "detail");
    }
  }

  private static String typeOf(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return "application/x-ndjson";
    }
    return name.endsWith(".json") ? "application/json" : "text/csv";
  }
}
