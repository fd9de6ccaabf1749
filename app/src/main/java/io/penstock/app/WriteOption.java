package io.penstock.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.ApiClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How a change is asked for. */
final class WriteOption {
  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = {
        "Names this change, so that it happens once however often it is asked for; without it one"
            + " is made up and told on stderr."
      })
  private @Nullable String idempotencyKey;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      showDefaultValue = Visibility.ALWAYS,
      description = "How long to wait for the outcome, 0 to 30.")
  private int wait;

  /** The question that posts the body; tells the key first, since it is needed if all fails. */
  Function<ApiClient, ApiAnswer> post(PrintWriter err, String path, ObjectNode body) {
    if (wait < 0) {
      throw new ConfigException("--wait must be 0 or more");
    }
    String key = idempotencyKey;
    if (key == null) {
      key = UUID.randomUUID().toString();
      err.println("penstock: --idempotency-key " + key);
      err.flush();
    }
    String chosen = key;
    return client -> client.post(path, body, chosen, Duration.ofSeconds(wait));
  }
}
