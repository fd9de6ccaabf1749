package io.penstock.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command shows what it found. */
public final class JsonOption {
  private static final JsonMapper RECORDS =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .build();

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  /** A record as machines read it: names in snake_case, enums as they print themselves. */
  public static JsonNode json(Object record) {
    return RECORDS.valueToTree(record);
  }

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
