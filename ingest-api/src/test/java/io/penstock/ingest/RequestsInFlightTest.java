package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.penstock.http.CardGuard;
import io.penstock.http.HttpErrors;
import io.penstock.http.RequestsInFlight;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait in a real server, and one more than it has room for. */
@Timeout(60)
class RequestsInFlightTest {
  private static final int REQUESTS = 3;
  private static final int UPLOADS = 1;

  private final CountDownLatch decided = new CountDownLatch(1);
  private final Semaphore arrived = new Semaphore(0);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Javalin server =
      Javalin.create(
              config -> {
                config.concurrency.useVirtualThreads = true;
                config.startup.showJavalinBanner = false;
                HttpErrors.addTo(config);
                RequestsInFlight.addTo(config, REQUESTS, UPLOADS, IngestRoutes.BODIES);
                CardGuard.addTo(config, IngestRoutes.BODIES);
                config.routes.post("/transfers", _ -> awaitDecision());
                config.routes.post("/settlement-reports", _ -> awaitDecision());
                config.routes.get("/health/ready", ctx -> ctx.result("ready"));
              })
          .start("127.0.0.1", 0);

  @AfterEach
  void stop() {
    decided.countDown();
    server.stop();
    http.close();
  }

  @Test
  void refusesWhatComesBeyondAndTakesItAgainLater() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      waiting.add(postLater("/transfers", "{}"));
    }
    arrived.acquire(REQUESTS);

    HttpResponse<String> refused = post("/transfers", "{}");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains("\"code\":\"overloaded\"");
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    decided.countDown();
    waiting.forEach(request -> assertThat(request.join().statusCode()).isEqualTo(200));
    assertThat(post("/transfers", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesOneUploadTooManyAndStillTakesCommands() throws Exception {
    var upload = postLater("/settlement-reports", "line");
    arrived.acquire();

    HttpResponse<String> refused = post("/settlement-reports", "x".repeat(4 * 1024 * 1024));

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("\"code\":\"too_many_uploads\"");
    var command = postLater("/transfers", "{}");
    arrived.acquire();
    decided.countDown();
    assertThat(command.join().statusCode()).isEqualTo(200);
    assertThat(upload.join().statusCode()).isEqualTo(200);
  }

  private void awaitDecision() throws InterruptedException {
    arrived.release();
    decided.await();
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(address(path)).POST(BodyPublishers.ofString(body)).build();
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    return http.sendAsync(request(path, body), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(request(path, body), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(address(path)).build(), BodyHandlers.ofString());
  }
}
