package io.penstock.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the public HTTP API. */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(4);

  /** Beyond the longest time that a request may ask to wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String base;
  private final HttpClient http;
  private final Duration patience;

  /**
   * A client.
   *
   * @param base URL of the API, with or without a slash at its end
   */
  public ApiClient(URI base) {
    this(base, PATIENCE);
  }

  /**
   * A client that waits no longer than this for a whole answer.
   *
   * @param base URL of the API, with or without a slash at its end
   */
  ApiClient(URI base, Duration patience) {
    this.patience = patience;
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
   * @throws NoAnswerException if the API does not answer
   */
  public ApiAnswer get(String path, Map<String, String> query) {
    return send(request(path + parameters(query)).GET().build());
  }

  /**
   * Reads a list as CSV.
   *
   * @param path may be the {@link ApiAnswer#next} of another part
   * @throws NoAnswerException if the API does not answer
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
   * Asks for a change.
   *
   * @param method POST or PATCH
   * @param idempotencyKey names this write; sent again with the same key it happens once
   * @param wait how long the API may wait for the outcome
   * @throws NoAnswerException if the API does not answer; the write may have happened
   */
  public ApiAnswer write(
      String method, String path, ObjectNode body, String idempotencyKey, Duration wait) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .header("Prefer", "wait=" + wait.toSeconds())
            .method(method, BodyPublishers.ofString(body.toString()))
            .build());
  }

  /**
   * Hands a file in.
   *
   * @param contentType what it holds
   * @param idempotencyKey names this write; sent again with the same key it happens once
   * @throws NoAnswerException if the API does not answer
   * @throws UncheckedIOException if the file is not there
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
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(patience);
  }

  private ApiAnswer send(HttpRequest request) {
    try {
      // The client's own patience ends with the headers of an answer; a body may stay away, too.
      HttpResponse<String> response =
          http.sendAsync(request, BodyHandlers.ofString())
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return ApiAnswer.of(
          response.statusCode(), response.body(), response.headers().firstValue("Link").orElse(""));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? NoAnswerException.of(failure)
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw NoAnswerException.after(patience, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NoAnswerException.of(new InterruptedIOException("interrupted"));
    }
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    // Whoever has waited in vain does not wait again.
    http.shutdownNow();
  }
}
