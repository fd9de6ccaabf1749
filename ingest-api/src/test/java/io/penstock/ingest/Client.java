package io.penstock.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.ingest.requests.StrictJson;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.Mark;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A client of the door that knows nothing but HTTP and JSON. */
final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final JsonMapper JSON = new JsonMapper();

  private final URI door;

  Client(URI door) {
    this.door = door;
  }

  /** With a new idempotency key and JSON's content type. */
  Response post(String path, String body) {
    return post(path, body, "Idempotency-Key", newKey());
  }

  Response post(String path, String body, String... headers) {
    return exchange(request(path, BodyPublishers.ofString(body), headers));
  }

  Response patch(String path, String body) {
    return exchange(
        HttpRequest.newBuilder(door.resolve(path))
            .method("PATCH", BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", newKey())
            .build());
  }

  Response post(String path, BodyPublisher body, String... headers) {
    return exchange(request(path, body, headers));
  }

  CompletableFuture<Response> postLater(String path, String body, String... headers) {
    return HTTP.sendAsync(
            request(path, BodyPublishers.ofString(body), headers), BodyHandlers.ofString())
        .thenApply(Response::of);
  }

  Response get(String path) {
    return exchange(HttpRequest.newBuilder(door.resolve(path)).build());
  }

  Response exchange(HttpRequest request) {
    try {
      return Response.of(HTTP.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private HttpRequest request(String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(door.resolve(path)).POST(body);
    boolean typed = false;
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
      typed |= headers[i].equals("Content-Type");
    }
    return typed ? request.build() : request.header("Content-Type", "application/json").build();
  }

  /** Opens a wallet in dollars and returns its id. */
  String newWallet() {
    String id = "acc-" + UUID.randomUUID();
    Response opened =
        post(
            "/accounts",
            """
            {"account_id": "%s", "owner_id": "ann", "type": "wallet", "currency": "USD"}\
            """
                .formatted(id));
    if (opened.status() != 201) {
      throw new AssertionError("not opened: " + opened);
    }
    return id;
  }

  /** A wallet with so much in it. */
  String newWallet(long cents) {
    String id = newWallet();
    Response funded = post("/transfers", transfer("world:USD", id, cents));
    if (funded.status() != 201) {
      throw new AssertionError("not funded: " + funded);
    }
    return id;
  }

  static String newKey() {
    return UUID.randomUUID().toString();
  }

  static String transfer(String from, String to, long cents) {
    return """
    {"debit_account_id": "%s", "credit_account_id": "%s", "amount": %d, "currency": "USD"}\
    """
        .formatted(from, to, cents);
  }

  static ObjectNode parsed(String json) {
    return StrictJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  static String token(Mark mark) {
    return ConsistencyToken.of(mark).encoded().orElseThrow();
  }

  /** An answer. */
  record Response(int status, String body, HttpHeaders headers) {

    static Response of(HttpResponse<String> response) {
      return new Response(response.statusCode(), response.body(), response.headers());
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + body, e);
      }
    }

    String text(String member) {
      return json().path(member).asText();
    }

    /** What its consistency token names. */
    List<Mark> marks() {
      return ConsistencyToken.parse(header(ConsistencyToken.HEADER), LedgerAndViews.PARTITIONS)
          .marks();
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }
}
