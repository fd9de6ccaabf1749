package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ingest.Client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(DoorExtension.class)
class CardGuardTest {
  private static final String CARD = "4242424242424242";

  private final Door door;
  private final Client client;

  CardGuardTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /payments           | application/json                  | {"metadata": {"note": "4242 4242 4242 4242"}} | metadata.note
          /payments           | application/json                  | {"payment_method": {"number": "\\u0034242424242424242"}} | payment_method.number
          /payments           | application/json                  | {"metadata": {"t": "4242424242424242=29121010000"}} | metadata.t
          /transfers          | application/json                  | {"metadata": {"t": "42424242424242421229"}} | metadata.t
          /transfers          | application/json                  | {"metadata": {"t": "4242.4242/4242_4242"}} | metadata.t
          /payments           | application/json                  | {"token": "4242-4242-4242-4242" | token
          /transfers          | text/plain                        | my card is 4242424242424242   | body
          /refunds            | application/x-www-form-urlencoded | card=4242+4242+4242+4242      | body
          /webhook/stripe     | application/json                  | {"number": "4242424242424242"} | number
          /nowhere            | multipart/form-data; boundary=x   | --x 4242424242424242 --x--    | body
          """)
  void refusesBodies(String path, String type, String body, String field) {
    int commands = door.ledger.commands().size();

    Response refused =
        client.post(path, body, "Idempotency-Key", Client.newKey(), "Content-Type", type);

    requireRefused(refused, field);
    assertThat(refused.text("instance")).isEqualTo(path);
    assertThat(door.ledger.commands()).hasSize(commands);
  }

  @Test
  void refusesHeadersQueryAndPath() {
    requireRefused(
        client.post("/accounts", "{}", "Idempotency-Key", CARD), "header Idempotency-Key");
    requireRefused(client.post("/accounts", "{}", "X-" + CARD, "1"), "header");
    requireRefused(client.get("/openapi.json?card=4242%204242%204242%204242"), "query");
    Response path = client.get("/payments/" + CARD);
    requireRefused(path, "path");
    assertThat(path.text("instance")).isEmpty();
  }

  @Test
  void leavesTraceHeadersAlone() {
    for (String header :
        List.of("x-datadog-trace-id", "x-datadog-parent-id", "X-B3-SpanId", "traceparent")) {
      HttpRequest traced =
          HttpRequest.newBuilder(URI.create(door.uri() + "/openapi.json"))
              .header(header, CARD)
              .build();

      assertThat(client.exchange(traced).status()).as(header).isEqualTo(200);
    }
  }

  @Test
  void repeatsNoColumnThatReadsAsANumber() {
    Response refused =
        client.post(
            "/settlement-reports", "psp_reference,4242424242424242\n", "Content-Type", "text/csv");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).doesNotContain("4242");
  }

  @Test
  void refusesOtherMethodsToo() {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(door.uri() + "/payments"))
            .PUT(HttpRequest.BodyPublishers.ofString("card " + CARD))
            .build();

    requireRefused(client.exchange(put), "body");
  }

  @Test
  void refusesABodyThatIsTooLargeToBeLookedAt() {
    Response refused = client.post("/nowhere", "x".repeat(IngestRoutes.MAX_BODY_BYTES + 1));

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text("code")).isEqualTo("body_too_large");
  }

  @Test
  void repeatsNothingOfARequestThatIsNoHttp() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET /" + CARD + "/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain(CARD);
    }
  }

  private static void requireRefused(Response refused, String field) {
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.text("code")).isEqualTo("card_number_refused");
    assertThat(refused.text("field")).isEqualToIgnoringCase(field);
    assertThat(refused.body()).doesNotContain("4242");
  }
}
