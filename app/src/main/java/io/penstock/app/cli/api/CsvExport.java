package io.penstock.app.cli.api;

import io.penstock.app.api.ApiAnswer;
import io.penstock.app.process.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Writes a list of the API as one CSV, however many parts it comes in. */
final class CsvExport {
  private final ApiAddress api;
  private final CommandLine command;

  CsvExport(ApiAddress api, CommandLine command) {
    this.api = api;
    this.command = command;
  }

  /**
   * @param file where to; null: standard output. Nothing is written where the API refuses.
   * @return exit code
   */
  int write(String path, Map<String, String> query, @Nullable Path file) throws IOException {
    ApiAnswer first = api.ask(client -> client.csv(path, query));
    if (!isTable(first)) {
      return 1;
    }
    if (file == null) {
      return write(first, command.getOut());
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
    if (answer.isError()) {
      command.getErr().println(answer.error());
    } else if (answer.body().isObject()) {
      command.getErr().println("penstock: the API answered, but not in CSV");
    } else {
      return true;
    }
    command.getErr().flush();
    return false;
  }

  /** Each part has its own. */
  private static String withoutHeader(String table) {
    return table.substring(table.indexOf('\n') + 1);
  }
}
