package io.penstock.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/** Asks the public HTTP API. */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

  /** Beyond the longest time that a request may ask to wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String base;
  private final HttpClient http;

  /**
   * A client.
   *
   * @param base URL of the API, with or without a slash at its end
   */
  public ApiClient(URI base) {
    String text = base.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.http = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE).build();
  }

  /** A path of the API, each part of it escaped. */
  public static String path(String... parts) {
    StringBuilder path = new StringBuilder();
    for (String part : parts) {
      path.append('/').append(escaped(part));
    }
    return path.toString();
  }

  /**
   * Reads.
   *
   * @throws UncheckedIOException if the API does not answer
   */
  public ApiAnswer get(String path, Map<String, String> query) {
    return send(request(path + parameters(query)).GET().build());
  }

  /**
   * Reads a list as CSV.
   *
   * @param path may be the {@link ApiAnswer#next} of another part
   * @throws UncheckedIOException if the API does not answer
   */
  public ApiAnswer csv(String path, Map<String, String> query) {
    return send(request(path + parameters(query)).header("Accept", "text/csv").GET().build());
  }

  private static String parameters(Map<String, String> query) {
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach((name, value) -> parameters.add(escaped(name) + "=" + escaped(value)));
    return parameters.toString();
  }

  /**
   * Writes.
   *
   * @param idempotencyKey names this write; sent again with the same key it happens once
   * @param wait how long the API may wait for the outcome
   * @throws UncheckedIOException if the API does not answer; the write may have happened
   */
  public ApiAnswer post(String path, ObjectNode body, String idempotencyKey, Duration wait) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .header("Prefer", "wait=" + wait.toSeconds())
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /**
   * Hands a file in.
   *
   * @param contentType what it holds
   * @param idempotencyKey names this write; sent again with the same key it happens once
   * @throws UncheckedIOException if the file cannot be read or the API does not answer
   */
  public ApiAnswer upload(String path, Path file, String contentType, String idempotencyKey) {
    try {
      return send(
          request(path)
              .header("Content-Type", contentType)
              .header("Idempotency-Key", idempotencyKey)
              .POST(BodyPublishers.ofFile(file))
              .build());
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(PATIENCE);
  }

  private ApiAnswer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return ApiAnswer.of(
          response.statusCode(), response.body(), response.headers().firstValue("Link").orElse(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
