package io.penstock.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command shows what it found. */
public final class JsonOption {
  @Option(names = "--json", description = "For machines.")
  private boolean json;

  /** Prints the JSON where machines asked, and otherwise what people read. */
  public void show(CommandSpec command, Supplier<JsonNode> machines, Consumer<PrintWriter> people) {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(machines.get().toPrettyString());
    } else {
      people.accept(out);
    }
    out.flush();
  }
}
