package io.penstock.app;

import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.Function;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where the API is. */
final class ApiAddress {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      showDefaultValue = Visibility.ALWAYS,
      description = "The API.")
  private String url = "";

  /**
   * Asks.
   *
   * @throws CommandFailure if the API does not answer
   */
  ApiAnswer ask(Function<ApiClient, ApiAnswer> question) {
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
