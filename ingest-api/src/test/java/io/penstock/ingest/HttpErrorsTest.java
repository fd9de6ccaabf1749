package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.penstock.http.HttpErrors;
import io.penstock.ingest.Client.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DoorExtension.class)
class HttpErrorsTest {
  private static final byte[] TEN_MEGABYTES =
      "x".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII);

  private final Door door;
  private final Client client;

  HttpErrorsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void knowsNoOtherPath() {
    Response missing = client.get("/payments/1");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(missing.text("code")).isEqualTo("route_not_found");
    assertThat(missing.text("instance")).isEqualTo("/payments/1");
  }

  @Test
  void saysWhichMethodsAPathTakes() {
    HttpRequest put =
        HttpRequest.newBuilder(door.uri().resolve("/transfers"))
            .PUT(BodyPublishers.ofString("{}"))
            .build();

    Response refused = client.exchange(put);

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("POST");
    assertThat(refused.text("code")).isEqualTo("method_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/transfers", "/transfers/batch", "/accounts"})
  void refusesABodyOfTenMegabytes(String path) {
    Response announced =
        client.post(path, BodyPublishers.ofByteArray(TEN_MEGABYTES), "Idempotency-Key", "big");
    Response inChunks =
        client.post(
            path,
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TEN_MEGABYTES)),
            "Idempotency-Key",
            "big");

    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.text("code")).isEqualTo("body_too_large");
    assertThat(inChunks.status()).isEqualTo(413);
    assertThat(client.newWallet(5)).isNotEmpty();
  }

  /** A client that asks first, as curl does, need not send it. */
  @Test
  void refusesABodyBeforeItIsSent() throws IOException {
    String answer =
        raw(
            """
            POST /transfers HTTP/1.1
            Host: a
            Content-Length: 10000000
            Expect: 100-continue

            """
                .replace("\n", "\r\n"));

    assertThat(answer).startsWith("HTTP/1.1 413");
    assertThat(answer).contains("\"code\":\"body_too_large\"");
  }

  @Test
  void takesABodyUpToTheLimit() {
    String ann = client.newWallet();
    String body = transfer("world:USD", ann, 5);
    String padded = body + " ".repeat(IngestRoutes.MAX_BODY_BYTES - body.length());

    assertThat(client.post("/transfers", padded).status()).isEqualTo(201);
    assertThat(client.post("/transfers", padded + " ").status()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 201",
    "application/json; charset=utf-8, 201",
    "APPLICATION/JSON, 201",
    "application/merge-patch+json, 201",
    "text/json, 201",
    "text/plain, 415",
    "application/xml, 415",
    "application/x-www-form-urlencoded, 415",
    "multipart/form-data; boundary=x, 415"
  })
  void takesJsonOnly(String contentType, int status) {
    String body = transfer("world:USD", client.newWallet(), 5);

    Response response =
        client.post(
            "/transfers", body, "Idempotency-Key", Client.newKey(), "Content-Type", contentType);

    assertThat(response.status()).as(response.body()).isEqualTo(status);
    if (status == 415) {
      assertThat(response.text("code")).isEqualTo("unsupported_media_type");
      assertThat(response.text("field")).isEqualTo("Content-Type");
    }
  }

  @Test
  void takesNoBodyOfAnotherOriginThatHidesItsType() {
    HttpRequest request =
        HttpRequest.newBuilder(door.uri().resolve("/transfers"))
            .POST(BodyPublishers.ofString(transfer("world:USD", client.newWallet(), 5)))
            .header("Idempotency-Key", Client.newKey())
            .header("Origin", "https://elsewhere.example")
            .build();

    assertThat(client.exchange(request).status()).isEqualTo(415);
  }

  @Test
  void takesNoQueryParameters() {
    String body = transfer("world:USD", client.newWallet(), 5);

    Response rehearsal = client.post("/transfers?dry_run=true", body);

    assertThat(rehearsal.status()).isEqualTo(400);
    assertThat(rehearsal.text("code")).isEqualTo("unknown_parameter");
    assertThat(rehearsal.text("field")).isEqualTo("dry_run");
  }

  @Test
  void takesABodyWithoutContentType() {
    HttpRequest request =
        HttpRequest.newBuilder(door.uri().resolve("/transfers"))
            .POST(BodyPublishers.ofString(transfer("world:USD", client.newWallet(), 5)))
            .header("Idempotency-Key", Client.newKey())
            .build();

    assertThat(client.exchange(request).status()).isEqualTo(201);
  }

  @Test
  void tellsNothingOfASurprise() {
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  HttpErrors.addTo(config);
                  config.routes.get(
                      "/surprise",
                      _ -> {
                        throw new IllegalStateException("secret");
                      });
                  config.routes.get(
                      "/exhaustion",
                      _ -> {
                        throw new StackOverflowError("secret");
                      });
                })
            .start("127.0.0.1", 0);
    try {
      Client toIt = new Client(URI.create("http://127.0.0.1:" + server.port()));

      Response surprise = toIt.get("/surprise");
      Response exhaustion = toIt.get("/exhaustion");

      assertThat(surprise.status()).isEqualTo(500);
      assertThat(surprise.text("code")).isEqualTo("internal_error");
      assertThat(surprise.body()).doesNotContain("secret", "IllegalState", "at io.");
      assertThat(exhaustion.status()).isEqualTo(500);
      assertThat(exhaustion.body()).doesNotContain("secret", "StackOverflow");
    } finally {
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GARBAGE\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n"
      })
  void answersWhatIsNoHttpWithAProblem(String request) throws IOException {
    String answer = raw(request);

    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(answer).contains("application/problem+json", "\"code\":\"request_malformed\"");
    assertThat(answer).doesNotContain("jetty", "Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=5|wait=5",
        "wait=31|wait=30",
        "wait=99999999|wait=30",
        "respond-async, wait=7|wait=7",
        "Wait=\"3\"; x=y|wait=3",
        "wait=|",
        "wait=-1|",
        "wait=soon|",
        "await=5|",
        "wait=1.5|"
      })
  void appliesWhatIsPreferred(String preference, String applied) {
    String ann = client.newWallet();

    Response response =
        client.post(
            "/transfers",
            transfer("world:USD", ann, 5),
            "Idempotency-Key",
            Client.newKey(),
            "Prefer",
            preference);

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.header("Preference-Applied")).isEqualTo(applied == null ? "" : applied);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.uri().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
