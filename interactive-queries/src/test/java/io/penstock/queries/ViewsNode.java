package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.facts.RemoteViews;
import io.penstock.queries.http.InternalRoutes;
import io.penstock.queries.store.View;
import io.penstock.schemas.Retention;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.views.CommittedViews;
import io.penstock.views.ConsistencyToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An instance of the views with its internal listener, as the application runs it. */
final class ViewsNode implements AutoCloseable {
  /** Longer than anything takes that comes. */
  static final Duration LONG = Duration.ofSeconds(20);

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ViewsApplication views;
  private final Javalin server;
  private final int port;
  private final RemoteViews remote;
  private final CommittedViews door;

  private ViewsNode(ViewsApplication views, Javalin server, int port) {
    this.views = views;
    this.server = server;
    this.port = port;
    remote = new RemoteViews(URI.create("http://localhost:" + port));
    door = remote.answers(SchemaRegistry.at(Broker.REGISTRY));
  }

  static ViewsNode start(Path stateDir, String instanceId) {
    return start(stateDir, instanceId, 0);
  }

  static ViewsNode start(Path stateDir, String instanceId, int standbyReplicas) {
    return start(settings(stateDir, instanceId, standbyReplicas, Retention.DEFAULT, null));
  }

  /** One that remembers as long as said, and asks a database for what is older, and for lists. */
  static ViewsNode start(
      Path stateDir, String instanceId, Retention retention, @Nullable String postgresUrl) {
    return start(settings(stateDir, instanceId, 0, retention, postgresUrl));
  }

  private static ViewsSettings settings(
      Path stateDir,
      String instanceId,
      int standbyReplicas,
      Retention retention,
      @Nullable String postgresUrl) {
    return new ViewsSettings(
        Broker.bootstrapServers(),
        Broker.REGISTRY,
        "localhost",
        freePort(),
        instanceId,
        stateDir,
        2,
        standbyReplicas,
        retention,
        postgresUrl);
  }

  private static ViewsNode start(ViewsSettings settings) {
    int port = settings.port();
    ViewsApplication views = new ViewsApplication(settings);
    Javalin server =
        Javalin.create(
            config -> {
              config.concurrency.useVirtualThreads = true;
              config.startup.showJavalinBanner = false;
              InternalRoutes routes = new InternalRoutes(views);
              routes.addTo(config.routes);
              config.routes.exception(
                  ProblemException.class,
                  (e, ctx) ->
                      ctx.status(e.problem().status())
                          .contentType(Problem.MEDIA_TYPE)
                          .result(e.problem().toJson(ctx.path())));
            });
    server.start("localhost", port);
    views.start();
    return new ViewsNode(views, server, port);
  }

  ViewsNode awaitReady() {
    await().atMost(Duration.ofSeconds(30)).until(views::isReady);
    return this;
  }

  ViewsApplication views() {
    return views;
  }

  /** What a door in another process asks this instance. */
  CommittedViews door() {
    return door;
  }

  /** Waits until the transfer can be seen. */
  void awaitTransfer(String id) {
    assertThat(door.transfers(id, null, LONG)).isNotEmpty();
  }

  /** Waits until the account can be seen. */
  void awaitAccount(String id) {
    assertThat(door.account(id, LONG)).isPresent();
  }

  /** Whether this instance keeps the partition itself. */
  boolean owns(int partition) {
    return views.owned().has(View.ACCOUNT_VERSIONS, partition);
  }

  Answer get(String path, String... headers) {
    try {
      return Answer.of(client.send(request(path, headers), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks without waiting for the answer. */
  CompletableFuture<Answer> ask(String path, String... headers) {
    return client
        .sendAsync(request(path, headers), HttpResponse.BodyHandlers.ofString())
        .thenApply(Answer::of);
  }

  /** Asks until there is an answer with this status, as views follow what was written. */
  Answer await200(String path) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get(path), answer -> answer.status() == 200);
  }

  /** Asks until a list has so many rows. */
  JsonNode awaitSize(String path, int rows) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get(path).json(), page -> page.path("data").size() == rows);
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  @Override
  public void close() {
    remote.close();
    server.stop();
    views.close();
    client.shutdownNow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came back. */
  record Answer(int status, String body, java.net.http.HttpHeaders headers) {
    static Answer of(HttpResponse<String> response) {
      return new Answer(response.statusCode(), response.body(), response.headers());
    }

    JsonNode json() {
      assertThat(status).as(body).isEqualTo(200);
      return parsed();
    }

    JsonNode parsed() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError(body, e);
      }
    }

    String token() {
      return headers.firstValue(ConsistencyToken.HEADER).orElseThrow();
    }

    void isProblem(int expected, String code, String field) {
      isProblem(expected, code);
      assertThat(parsed().path("field").asText()).isEqualTo(field);
    }

    void isProblem(int expected, String code) {
      assertThat(status).as(body).isEqualTo(expected);
      assertThat(headers.firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
      assertThat(parsed().path("code").asText()).isEqualTo(code);
    }
  }
}
