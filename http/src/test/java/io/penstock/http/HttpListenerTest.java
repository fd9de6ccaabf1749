package io.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

public class HttpListenerTest {

  @Test
  void answersHeadAsGetWithoutABody() throws Exception {
    try (HttpListener listener =
        HttpListener.start(
            "127.0.0.1",
            0,
            List.of(
                config ->
                    config.routes.get(
                        "/ready",
                        ctx -> ctx.status(503).contentType("application/json").result("{}"))))) {
      HttpResponse<String> known = head(listener, "/ready");
      HttpResponse<String> unknown = head(listener, "/nowhere");

      assertThat(known.statusCode()).isEqualTo(503);
      assertThat(known.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(known.body()).isEmpty();
      assertThat(unknown.statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> head(HttpListener listener, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
              .method("HEAD", BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }
  }
}
