package io.penstock.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Calls a running program and keeps every exchange. */
final class Caller implements AutoCloseable {
  private static final int MOST_KEPT = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final List<Exchange> exchanges = Collections.synchronizedList(new ArrayList<>());

  Caller(URI base) {
    this.base = base;
  }

  /** All there were so far. */
  List<Exchange> exchanges() {
    synchronized (exchanges) {
      return List.copyOf(exchanges);
    }
  }

  Exchange get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  /** With a new idempotency key and time to decide; JSON may have single quotes. */
  Exchange post(String path, String json, String... headers) {
    return send("POST", path, json.replace('\'', '"'), headers);
  }

  Exchange send(String method, String path, String body, String... headers) {
    return wait(later(method, path, body, headers));
  }

  /** Does not wait for the answer. */
  CompletableFuture<Exchange> later(String method, String path, String body, String... headers) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (!method.equals("GET")) {
      all.putAll(
          Map.of(
              "Idempotency-Key", UUID.randomUUID().toString(),
              "Prefer", "wait=30",
              "Content-Type", "application/json"));
    }
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    all.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            request.header(name, value);
          }
        });
    return client
        .sendAsync(request.build(), BodyHandlers.ofString())
        .thenApply(answer -> kept(method, body, answer));
  }

  private Exchange kept(String method, String body, HttpResponse<String> answer) {
    String sent = body.substring(0, Math.min(body.length(), MOST_KEPT));
    Exchange exchange =
        new Exchange(
            method, answer.uri(), sent, answer.statusCode(), answer.headers(), answer.body());
    exchanges.add(exchange);
    return exchange;
  }

  private static Exchange wait(CompletableFuture<Exchange> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new UncheckedIOException(new IOException("no answer", e));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
