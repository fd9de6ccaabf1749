package io.penstock.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** JSON over HTTP, as any client sees it. Threads share it. */
public final class Api implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Duration timeout;

  /**
   * @param timeout how long a call may take to the head of its answer
   */
  public Api(Duration timeout) {
    this.timeout = timeout;
  }

  /** What was answered. */
  public record Answer(URI address, int status, String body) {
    public JsonNode json() throws IOException {
      return JSON.readTree(body);
    }

    /**
     * What was asked for; empty where it is not there.
     *
     * @throws IOException if that is not what was answered
     */
    public Optional<JsonNode> found() throws IOException {
      return switch (status) {
        case 200 -> Optional.of(json());
        case 404 -> Optional.empty();
        default -> throw new IOException(address + " answers " + status + ": " + body);
      };
    }
  }

  /**
   * @param headers names and values in turn
   */
  public Answer get(URI address, String... headers) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address), headers);
  }

  /**
   * @param body JSON
   * @param headers names and values in turn
   */
  public Answer post(URI address, String body, String... headers)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        headers);
  }

  /** Whether a listener says that it is ready. */
  public boolean isReady(URI listener) throws InterruptedException {
    try {
      return get(listener.resolve("/health/ready")).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Answer send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    var answer = http.send(request.timeout(timeout).build(), BodyHandlers.ofString());
    return new Answer(answer.uri(), answer.statusCode(), answer.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
