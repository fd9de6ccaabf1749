package io.penstock.app.topics;

import io.penstock.app.process.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sets what a registry demands of new schemas; the serde's client has no call for it. */
final class RegistryRules implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  RegistryRules(String url) {
    this.url = url;
  }

  /** Every new schema of the subject must read what any earlier one has written. */
  void requireBackwardTransitive(String subject) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/config/" + subject))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .timeout(PATIENCE)
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD_TRANSITIVE\"}"))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new CommandFailure(
            "the schema registry refused the rule for %s with %d: %s"
                .formatted(subject, answer.statusCode(), answer.body()));
      }
    } catch (IOException e) {
      throw new CommandFailure("the schema registry at " + url + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for the schema registry", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
