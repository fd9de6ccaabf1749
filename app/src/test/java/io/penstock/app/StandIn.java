package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.psp.simulator.SimulatorSettings;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The PSP's stand-in of a running Penstock, seen by whoever owns it.
 *
 * @param atRest its knobs as they stood at first
 */
record StandIn(Http http, String atRest) implements AutoCloseable {
  private static final String KNOBS = "/_simulator/knobs";

  static StandIn at(int port) {
    Http http = Http.of("http://127.0.0.1:" + port);
    return new StandIn(http, http.get(KNOBS).body());
  }

  /** Turns knobs: {@code {"outage": true}}. */
  void turn(String knobs) {
    assertThat(http.post(KNOBS, knobs).status()).isEqualTo(200);
  }

  /** Nothing goes wrong any more. */
  void rest() {
    turn(atRest);
  }

  /** Every attempt to charge a card for the payment. */
  List<JsonNode> intents(String payment) {
    String query = "metadata['penstock_payment_id']:'" + payment + "'";
    return data("/v1/payment_intents/search?limit=100&query=" + URLEncoder.encode(query, UTF_8));
  }

  JsonNode intent(String payment) {
    List<JsonNode> intents = intents(payment);
    assertThat(intents).as("charges for " + payment).hasSize(1);
    return intents.getFirst();
  }

  /** The charge of the only attempt. */
  JsonNode charge(String payment) {
    return asked("/v1/charges/" + intent(payment).path("latest_charge").asText());
  }

  /** Sends every event of an object again; how many there are. */
  int redeliver(String object) {
    String body = "{\"object\": \"%s\"}".formatted(object);
    return http.post("/_simulator/webhooks/redeliver", body).json().path("events").asInt();
  }

  /** The header with which it signs a webhook. */
  static String signature(String body, String secret, Instant at) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    byte[] signed = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(UTF_8));
    return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signed);
  }

  private List<JsonNode> data(String path) {
    return StreamSupport.stream(asked(path).path("data").spliterator(), false).toList();
  }

  private JsonNode asked(String path) {
    var answer = http.get(path, "Authorization", "Bearer " + SimulatorSettings.API_KEY);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Override
  public void close() {
    http.close();
  }
}
