package io.penstock.app;

import static java.nio.file.Files.createDirectories;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.app.Http.Answer;
import io.penstock.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A running Penstock that takes cards: its API, its topics, and the stand-in behind it.
 *
 * @param data where its state is
 * @param settings of it beside those of `up`
 */
record Shop(
    Path data,
    Map<String, String> settings,
    UpProcess up,
    Http api,
    StandIn psp,
    TopicClient topics)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static Shop open(Path data, Map<String, String> settings) throws Exception {
    int pspPort = Ports.choose("127.0.0.1", 0);
    UpProcess up = start(createDirectories(data), settings, pspPort);
    assertReady(data, up);
    return new Shop(
        data,
        settings,
        up,
        Http.of(up.address("http")),
        StandIn.at(pspPort),
        new TopicClient(up.address("kafka"), up.address("registry")));
  }

  /** Kills all of it and starts it anew with its state and its ports; clients live on. */
  Shop killed() throws Exception {
    up.process().destroyForcibly().waitFor();
    int pspPort = URI.create(psp.http().base()).getPort();
    UpProcess again = start(data, settings, pspPort, up.ports());
    assertReady(data, again);
    return new Shop(data, settings, again, api, psp, topics);
  }

  private static UpProcess start(
      Path data, Map<String, String> settings, int pspPort, String... options) throws Exception {
    Stream<String> psp = Stream.of("--psp-port", Integer.toString(pspPort));
    Map<String, String> all = new HashMap<>(settings);
    // A few test cards and payers stand for everybody here.
    all.putIfAbsent("PENSTOCK_FRAUD_RULES", "built-in:local");
    return UpProcess.start(
        data, all, Stream.concat(Stream.of(options), psp).toArray(String[]::new));
  }

  private static void assertReady(Path data, UpProcess up) throws IOException {
    assertThat(up.addresses()).as("not ready: %s", UpProcess.said(data)).isNotEmpty();
  }

  /** Opens an account in USD; its owner has the same name. */
  String account(String id, String type) {
    String body =
        """
        {"account_id": "%s", "owner_id": "%s", "type": "%s", "currency": "USD"}
        """
            .formatted(id, id, type);
    Answer answer = post("/accounts", id, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return id;
  }

  /** What comes of a card payment, once that is known. */
  Answer pay(String payment, String merchant, String token, long amount, String... members) {
    return post("/payments", payment, card(payment, merchant, token, amount, members));
  }

  /** Asks for a card payment and waits for nothing. */
  Answer order(String payment, String merchant, String token, long amount, String... members) {
    String body = card(payment, merchant, token, amount, members);
    return api.post("/payments", body, "Idempotency-Key", payment, "Prefer", "wait=0");
  }

  Answer refund(String payment, String refund, long amount) {
    String body =
        """
        {"payment_id": "%s", "refund_id": "%s", "amount": %d, "reason": "r"}
        """
            .formatted(payment, refund, amount);
    return post("/refunds", refund, body);
  }

  Answer post(String path, String key, String body) {
    return api.post(path, body, "Idempotency-Key", key, "Prefer", "wait=30");
  }

  JsonNode payment(String id) {
    return api.get("/payments/" + id).json();
  }

  void awaitPayment(String id, String status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(payment(id).path("status").asText()).isEqualTo(status));
  }

  /** What happened to a payment, in order. */
  List<String> events(String id) {
    JsonNode events = api.get("/payments/" + id + "/events?limit=500").json().path("data");
    return StreamSupport.stream(events.spliterator(), false)
        .map(event -> event.path("type").asText())
        .toList();
  }

  void awaitPosted(String account, long amount) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(posted(account)).as(account).isEqualTo(amount));
  }

  long posted(String account) {
    return api.get("/accounts/" + account).json().at("/balances/posted").asLong(Long.MIN_VALUE);
  }

  /** A shell that speaks to the topics behind it. */
  Shell shell() {
    return Shell.with("--kafka", up.address("kafka"), "--registry", up.address("registry"));
  }

  private static String card(
      String payment, String merchant, String token, long amount, String... members) {
    String more = String.join("", Arrays.stream(members).map(member -> ", " + member).toList());
    return """
    {"payment_id": "%s", "merchant_id": "%s", "amount": %d, "currency": "USD",
     "payment_method": {"type": "card", "token": "%s"}%s}
    """
        .formatted(payment, merchant, amount, token, more);
  }

  @Override
  public void close() {
    topics.close();
    psp.close();
    api.close();
    up.close();
  }
}
