package io.penstock.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.psp.simulator.SimulatorSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls of operators and PSPs, and of everyone while the program has its hands full.
 *
 * @param psp where the PSP's stand-in is
 */
record OperationCalls(Caller caller, URI psp) {

  /** Requests that the program answers at a time; the settings of the test say the same. */
  static final int AT_ONCE = 8;

  void make() throws Exception {
    for (String path :
        List.of("/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs")) {
      caller.get(path);
      caller.get(path + "?card=4242424242424242");
    }
    for (String path : List.of("/problems", "/problems/insufficient_funds")) {
      caller.get(path);
      caller.get(path + "?no_such=1");
    }
    caller.get("/problems/no_such_code");
    webhooks();
  }

  private void webhooks() throws Exception {
    String event =
        """
        {"id": "evt_1", "object": "event", "type": "charge.updated", "created": %d,
         "api_version": "2020-08-27", "data": {"object": {"id": "ch_1", "object": "charge"}}}\
        """
            .formatted(Instant.now().getEpochSecond());
    for (String path : List.of("/webhook", "/webhook/stripe")) {
      caller.send("POST", path, event, "Stripe-Signature", signature(event));
      caller.send("POST", path, event, "Stripe-Signature", "t=1,v1=00");
      caller.send("POST", path, "x".repeat(2 * 1024 * 1024));
    }
    caller.send("POST", "/webhook/nobody", event, "Stripe-Signature", signature(event));
  }

  private static String signature(String body) throws Exception {
    long now = Instant.now().getEpochSecond();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SimulatorSettings.WEBHOOK_SECRET.getBytes(UTF_8), "HmacSHA256"));
    byte[] signed = mac.doFinal((now + "." + body).getBytes(UTF_8));
    return "t=" + now + ",v1=" + HexFormat.of().formatHex(signed);
  }

  /** Card payments wait for a PSP that takes its time; whoever comes meanwhile is turned away. */
  void whileOthersWait(List<Operation> operations) throws Exception {
    turn("{\"latency_ms\": 15000}");
    List<CompletableFuture<Exchange>> waiting =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i ->
                    caller.later(
                        "POST",
                        "/payments",
                        """
                        {"merchant_id": "owner-of-shop", "amount": 1, "currency": "USD",
                         "payment_method": {"type": "card", "token": "pm_card_visa_busy%d"}}\
                        """
                            .formatted(i)))
            .toList();
    await().until(() -> caller.get("/ledger?limit=1").status() == 503);
    operations.stream()
        .filter(operation -> operation.json().path("responses").has("503"))
        .forEach(
            operation ->
                caller.send(
                    operation.method(), operation.path().replaceAll("\\{[^}]*}", "any"), ""));
    turn("{\"latency_ms\": 0}");
    waiting.forEach(CompletableFuture::join);
  }

  private void turn(String knobs) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(psp.resolve("/_simulator/knobs"))
              .POST(BodyPublishers.ofString(knobs))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }
}
