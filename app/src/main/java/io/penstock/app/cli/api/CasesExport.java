package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import io.penstock.app.api.ApiAnswer;
import io.penstock.app.process.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a list of the API as one CSV, however many parts it comes in. */
@Command(
    name = "export",
    description = "Cases as they stand, newest first, as CSV.",
    mixinStandardHelpOptions = true)
final class CasesExport implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ApiAddress api = new ApiAddress();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only those that stand so; several with commas between them.")
  private @Nullable String status;

  @Option(names = "--psp", paramLabel = "NAME", description = "Only those of this PSP.")
  private @Nullable String psp;

  @Option(names = "--from", paramLabel = "TIME", description = "Not before; RFC 3339.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before; RFC 3339.")
  private @Nullable String to;

  @Option(names = "--out", paramLabel = "FILE", description = "Where to; by default stdout.")
  private @Nullable Path file;

  /** Nothing is written where the API refuses. */
  @Override
  public Integer call() {
    ApiAnswer first = api.ask(client -> client.csv(path("reconciliation"), query()));
    if (!isTable(first)) {
      return 1;
    }
    if (file == null) {
      return write(first, spec.commandLine().getOut());
    }
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      int code = write(first, out);
      if (out.checkError()) {
        throw new CommandFailure(file + " cannot be written");
      }
      return code;
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be written", e);
    }
  }

  private Map<String, String> query() {
    Map<String, @Nullable String> query = new LinkedHashMap<>();
    query.put("status", status);
    query.put("psp", psp);
    query.put("from", from);
    query.put("to", to);
    Map<String, String> given = new LinkedHashMap<>();
    query.forEach(
        (name, value) -> {
          if (value != null) {
            given.put(name, value);
          }
        });
    return given;
  }

  private int write(ApiAnswer first, PrintWriter out) {
    out.print(first.text());
    for (String next = first.next(); next != null; ) {
      String place = next;
      ApiAnswer part = api.ask(client -> client.csv(place, Map.of()));
      if (!isTable(part)) {
        return 1;
      }
      out.print(withoutHeader(part.text()));
      next = part.next();
    }
    out.flush();
    return 0;
  }

  private boolean isTable(ApiAnswer answer) {
    PrintWriter err = spec.commandLine().getErr();
    if (answer.isError()) {
      err.println(answer.error());
    } else if (answer.body().isObject()) {
      err.println("penstock: the API answered, but not in CSV");
    } else {
      return true;
    }
    err.flush();
    return false;
  }

  /** Each part has its own. */
  private static String withoutHeader(String table) {
    return table.substring(table.indexOf('\n') + 1);
  }
}
