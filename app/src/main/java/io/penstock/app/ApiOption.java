package io.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where the API is and how its answer is shown. */
final class ApiOption {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      showDefaultValue = CommandLine.Help.Visibility.ALWAYS,
      description = "The API.")
  private String url = "";

  @Option(names = "--json", description = "For machines: the API's own JSON.")
  private boolean json;

  /**
   * Asks and shows the answer: as it came for machines, as a table for people.
   *
   * @return exit code
   */
  int show(
      CommandLine command, Function<ApiClient, ApiAnswer> question, Consumer<JsonNode> forPeople) {
    ApiAnswer answer = ask(question);
    PrintWriter out = command.getOut();
    PrintWriter err = command.getErr();
    if (answer.isError()) {
      err.println(answer.error());
    } else if (answer.isUndecided()) {
      err.println("penstock: taken, but not decided yet; show it again in a moment");
    }
    if (json) {
      out.println(answer.text().strip());
    } else if (!answer.isError()) {
      forPeople.accept(answer.body());
    }
    out.flush();
    err.flush();
    return answer.isError() ? 1 : 0;
  }

  private ApiAnswer ask(Function<ApiClient, ApiAnswer> question) {
    try (ApiClient client = new ApiClient(uri())) {
      return question.apply(client);
    } catch (UncheckedIOException e) {
      throw new CommandFailure(
          "%s does not answer (%s); is Penstock running there?".formatted(url, e.getCause()), e);
    }
  }

  private URI uri() {
    if (!url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")) {
      throw new ConfigException("--url: '" + url + "' is not http://host:port");
    }
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--url: '" + url + "' is not http://host:port");
    }
  }
}
