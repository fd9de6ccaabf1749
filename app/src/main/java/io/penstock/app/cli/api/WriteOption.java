package io.penstock.app.cli.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import io.penstock.app.settings.ConfigException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a change is asked for. */
final class WriteOption {
  private static final int MOST_SECONDS = 30;

  @Mixin private KeyOption key = new KeyOption();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      showDefaultValue = Visibility.ALWAYS,
      description = "How long to wait for the outcome, 0 to 30.")
  private int wait;

  /** How a change is sent: {@code post} or {@code patch} of the client. */
  @FunctionalInterface
  interface Sending {
    ApiAnswer send(ApiClient client, String path, ObjectNode body, String key, Duration wait);
  }

  /**
   * A change to ask for.
   *
   * @param key that names it
   */
  record Request(String key, Function<ApiClient, ApiAnswer> question) {}

  /** The question that sends the body. */
  Request request(PrintWriter err, Sending sending, String path, ObjectNode body) {
    if (wait < 0 || wait > MOST_SECONDS) {
      throw new ConfigException("--wait must be 0 to " + MOST_SECONDS);
    }
    String chosen = key.choose(err);
    return new Request(
        chosen, client -> sending.send(client, path, body, chosen, Duration.ofSeconds(wait)));
  }
}
