package io.penstock.app.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.process.CommandFailure;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the API is and how its answer is shown. */
final class ApiOption {
  @Mixin private ApiAddress address = new ApiAddress();

  @Option(names = "--json", description = "For machines: the API's own JSON.")
  private boolean json;

  ApiAnswer ask(Function<ApiClient, ApiAnswer> question) {
    return address.ask(question);
  }

  /**
   * Shows the answer: as it came for machines, as a table for people.
   *
   * @return exit code
   */
  int show(CommandLine command, ApiAnswer answer, BiConsumer<PrintWriter, JsonNode> table) {
    PrintWriter out = command.getOut();
    if (answer.isError()) {
      command.getErr().println(answer.error());
    }
    if (json) {
      out.println(answer.text().strip());
    } else if (!answer.isError()) {
      requirePenstock(answer);
      table.accept(out, answer.body());
    }
    out.flush();
    command.getErr().flush();
    return answer.isError() ? 1 : 0;
  }

  private static void requirePenstock(ApiAnswer answer) {
    if (!answer.body().isContainerNode()) {
      throw new CommandFailure("what answers there is not Penstock's API; is the address right?");
    }
  }
}
