package io.penstock.app.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Context;
import io.penstock.app.process.Opened;
import io.penstock.embedded.Ports;
import io.penstock.http.HttpListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedReadsTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Opened opened = new Opened();

  @AfterEach
  void close() {
    opened.close();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/accounts/alice",
        "/accounts/a%3Ab/balance?at=2026-11-20T12%3A00%3A00Z",
        "/accounts/alice/entries?limit=2&cursor=x%2By",
        "/transfers/t-1",
        "/ledger"
      })
  void asksTheViewsWordByWord(String pathAndQuery) throws Exception {
    int door = doorTo(listen(this::echo));

    HttpResponse<String> answer = get(door, pathAndQuery, "Consistency-Token", "before");

    assertThat(answer.body()).isEqualTo(pathAndQuery + " before");
  }

  @Test
  void answersWithStatusBodyAndHeadersOfTheViews() throws Exception {
    int door = doorTo(listen(ForwardedReadsTest::refuse));

    HttpResponse<String> answer = get(door, "/transfers/t-1", "Accept", "*/*");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"code\":\"views_not_ready\"}");
    assertThat(answer.headers().allValues("Content-Type"))
        .containsExactly("application/problem+json");
    assertThat(answer.headers().allValues("Consistency-Token")).containsExactly("after");
    assertThat(answer.headers().allValues("Retry-After")).containsExactly("7");
  }

  @Test
  void saysThatTheViewsAreAway() throws Exception {
    int door = doorTo(Ports.choose("127.0.0.1", 0));

    HttpResponse<String> answer = get(door, "/ledger", "Accept", "*/*");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"views_unavailable\"");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private int listen(io.javalin.http.Handler answer) {
    return opened
        .add(
            HttpListener.start(
                "127.0.0.1", 0, List.of(config -> config.routes.get("/<path>", answer))))
        .port();
  }

  private int doorTo(int viewsPort) {
    ForwardedReads reads =
        opened.add(new ForwardedReads(URI.create("http://127.0.0.1:" + viewsPort + "/")));
    return opened
        .add(HttpListener.start("127.0.0.1", 0, List.of(config -> reads.addTo(config.routes))))
        .port();
  }

  private void echo(Context ctx) {
    String query = ctx.queryString() == null ? "" : "?" + ctx.queryString();
    ctx.result(ctx.req().getRequestURI() + query + " " + ctx.header("Consistency-Token"));
  }

  private static void refuse(Context ctx) {
    ctx.status(503)
        .contentType("application/problem+json")
        .header("Retry-After", "7")
        .header("Consistency-Token", "after")
        .header("X-Internal", "not for clients")
        .result("{\"code\":\"views_not_ready\"}");
  }

  private HttpResponse<String> get(int port, String path, String header, String value)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header(header, value)
            .build(),
        BodyHandlers.ofString());
  }
}
