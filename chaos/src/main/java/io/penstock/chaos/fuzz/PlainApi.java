package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A well-behaved client, which prepares the accounts and asks for what became of them. */
final class PlainApi implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI api;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  PlainApi(URI api) {
    this.api = api;
  }

  /** The answer's JSON; missing where there is no such thing. */
  JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE).build(),
            BodyHandlers.ofString());
    return answer.statusCode() == 200 ? json.readTree(answer.body()) : json.missingNode();
  }

  /**
   * @throws IllegalStateException if it is not accepted
   */
  void post(String path, String key, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(api.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=30")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
