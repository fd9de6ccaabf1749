package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import io.penstock.ingest.Client.Response;
import io.penstock.ingest.commands.CommandProducer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the door says while something behind it is away. */
class FailureTest {
  private static final String NOT_TAKEN = "was not taken";
  private static final String MAYBE_TAKEN = "may have been taken";

  @Test
  void saysWhetherACommandMayHaveBeenTaken() {
    try (Door door = new Door()) {
      Client client = new Client(door.uri());
      String ann = client.newWallet(5);

      withKafkaNeverSeen(door, ann);
      withViewsAway(door, ann);

      withKafkaLostOnTheWay(door, client, ann);
    }
  }

  /** One producer remembers where the broker was and sends; the other looks for it again first. */
  private static void withKafkaLostOnTheWay(Door door, Client client, String account) {
    Map<String, String> remembering = Map.of("metadata.recovery.strategy", "none");
    try (CommandProducer producer = door.producer(remembering)) {
      IngestRoutes routes = new IngestRoutes(producer, door.ledger, Door.VERSION);
      assertThat(ask(routes, "/transfers", transferTo(account, "")).status()).isEqualTo(201);
      door.stopKafka();

      Response unknown = ask(routes, "/transfers", transferTo(account, ""));
      Response notTaken = client.post("/transfers", transferTo(account, ""));

      assertThat(unknown.status()).as(unknown.body()).isEqualTo(504);
      assertThat(unknown.text("code")).isEqualTo("kafka_timeout");
      assertThat(unknown.text("detail")).contains(MAYBE_TAKEN, "same idempotency key");
      assertThat(unknown.header("Retry-After")).isEqualTo("1");
      assertThat(notTaken.status()).isIn(503, 504);
      assertThat(notTaken.text("detail"))
          .contains(notTaken.status() == 503 ? NOT_TAKEN : MAYBE_TAKEN);
    }
  }

  @Test
  void saysThatTheOutcomeIsUnknown() {
    try (Door door = new Door()) {
      Client client = new Client(door.uri());
      String ann = client.newWallet(5);
      int before = door.ledger.commands().size();
      door.ledger.holdBack();

      var answer =
          client.postLater(
              "/transfers", transferTo(ann, ""), "Idempotency-Key", "lost", "Prefer", "wait=2");
      await().until(() -> door.ledger.commands().size() > before);
      door.ledger.stopViews();
      Response unknown = answer.join();

      assertThat(unknown.status()).as(unknown.body()).isEqualTo(504);
      assertThat(unknown.text("code")).isEqualTo("outcome_unknown");
      assertThat(unknown.text("detail")).contains(MAYBE_TAKEN, "same idempotency key");
    }
  }

  /** A door that never reached Kafka has certainly sent nothing. */
  private static void withKafkaNeverSeen(Door door, String account) {
    Duration timeout = Duration.ofMillis(500);
    try (CommandProducer producer =
        new CommandProducer("127.0.0.1:1", "memory://ingest", timeout, Map.of())) {
      Response single =
          ask(
              new IngestRoutes(producer, door.ledger, Door.VERSION),
              "/transfers",
              transferTo(account, ""));
      Response batch =
          ask(
              new IngestRoutes(producer, door.ledger, Door.VERSION),
              "/transfers/batch",
              "{\"transfers\": ["
                  + transferTo(account, "k1")
                  + ","
                  + transferTo(account, "k2")
                  + "]}");

      for (Response refused : new Response[] {single, batch}) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.text("code")).isEqualTo("kafka_unavailable");
        assertThat(refused.text("detail")).contains(NOT_TAKEN);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
      }
    }
  }

  private static void withViewsAway(Door door, String account) {
    try (CommandProducer producer = door.producer(Map.of())) {
      int before = door.ledger.commands().size();
      IngestRoutes routes = new IngestRoutes(producer, door.ledger, Door.VERSION);
      door.ledger.stopViews();
      Response refused = ask(routes, "/transfers", transferTo(account, ""));
      door.ledger.startViews();

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.text("code")).isEqualTo("views_unavailable");
      assertThat(refused.text("detail")).contains(NOT_TAKEN);
      assertThat(door.ledger.commands()).hasSize(before);
    }
  }

  private static String transferTo(String account, String id) {
    String transfer = transfer("world:USD", account, 5);
    return id.isEmpty()
        ? transfer
        : transfer.replaceFirst("\\{", "{\"transfer_id\": \"" + id + "\", ");
  }

  private static Response ask(IngestRoutes routes, String path, String body) {
    Javalin server = Door.serve(routes);
    try {
      return new Client(URI.create("http://127.0.0.1:" + server.port())).post(path, body);
    } finally {
      server.stop();
    }
  }
}
