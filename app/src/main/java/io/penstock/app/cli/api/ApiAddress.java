package io.penstock.app.cli.api;

import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.api.NoAnswerException;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the API is. */
public final class ApiAddress {
  private static final String LOCAL = "http://localhost:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The API; without it " + PenstockConfig.API_URL + ", or " + LOCAL + ".")
  private @Nullable String url;

  /**
   * Asks.
   *
   * @throws CommandFailure if the API does not answer
   */
  ApiAnswer ask(Function<ApiClient, ApiAnswer> question) {
    URI api = uri(System.getenv());
    try (ApiClient client = new ApiClient(api)) {
      return question.apply(client);
    } catch (NoAnswerException e) {
      throw new CommandFailure(
          "%s does not answer: %s; is Penstock running there? Another is named with --url or %s"
              .formatted(api, e.getMessage(), PenstockConfig.API_URL),
          e);
    }
  }

  /**
   * @throws ConfigException if it is no address
   */
  public URI uri(Map<String, String> environment) {
    if (url != null) {
      return parse("--url", url);
    }
    String variable = environment.get(PenstockConfig.API_URL);
    return variable == null ? URI.create(LOCAL) : parse(PenstockConfig.API_URL, variable);
  }

  private static URI parse(String origin, String text) {
    try {
      URI uri = URI.create(text);
      if (text.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")
          && uri.getHost() != null
          && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ConfigException(origin + ": '" + text + "' is not http://host:port");
  }
}
