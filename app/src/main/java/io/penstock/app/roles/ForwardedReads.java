package io.penstock.app.roles;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.http.RequestIds;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * The public look-ups at a door that stands apart from the views: passed on to any instance of them
 * and answered with its words, so that clients need one address only.
 */
final class ForwardedReads implements AutoCloseable {
  private static final List<String> PATHS =
      List.of(
          "/accounts",
          "/accounts/{id}",
          "/accounts/{id}/balance",
          "/accounts/{id}/entries",
          "/transfers",
          "/transfers/{id}",
          "/payments",
          "/payments/{id}",
          "/payments/{id}/events",
          "/payments/{id}/refunds",
          "/refunds",
          "/refunds/{id}",
          "/fraud/alerts",
          "/reconciliation",
          "/reconciliation/summary",
          "/reconciliation/{id}",
          "/ledger");
  private static final String CONSISTENCY_TOKEN = "Consistency-Token";
  private static final List<String> ANSWERED =
      List.of("Content-Type", CONSISTENCY_TOKEN, "Retry-After", "Link");

  /** Longer than the views wait for what a consistency token names. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String views;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * @param views base URL of the internal listener of any instance
   */
  ForwardedReads(URI views) {
    this.views = views.toString().replaceAll("/+$", "");
  }

  /** The server must run on virtual threads, since a look-up waits for the views. */
  void addTo(RoutesConfig routes) {
    PATHS.forEach(path -> routes.get(path, this::forward));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private void forward(Context ctx) {
    HttpResponse<byte[]> answer = ask(request(ctx));
    ctx.status(answer.statusCode());
    for (String name : ANSWERED) {
      answer.headers().firstValue(name).ifPresent(value -> ctx.header(name, value));
    }
    ctx.result(answer.body());
  }

  private HttpRequest request(Context ctx) {
    String query = ctx.queryString();
    String path = ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(new URI(views + path)).timeout(PATIENCE).GET();
      String token = ctx.header(CONSISTENCY_TOKEN);
      if (token != null) {
        request.setHeader(CONSISTENCY_TOKEN, token);
      }
      RequestIds.current().ifPresent(id -> request.setHeader(RequestIds.HEADER, id));
      String accept = ctx.header("Accept");
      if (accept != null) {
        request.setHeader("Accept", accept);
      }
      return request.build();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(400, "request_malformed", "The path or a header is not well formed."));
    }
  }

  private HttpResponse<byte[]> ask(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(Problem.of(503, "views_unavailable", "The views do not answer."));
  }
}
