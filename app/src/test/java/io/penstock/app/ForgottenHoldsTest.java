package io.penstock.app;

import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Http.Answer;
import io.penstock.app.process.Opened;
import io.penstock.app.roles.Node;
import io.penstock.app.roles.RoleName;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.Ports;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Placement;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Holds that have been pending for longer than the views remember, with all that is real. */
@Timeout(240)
class ForgottenHoldsTest {
  private static final String REGISTRY = "memory://forgotten-holds";
  private static final int PARTITIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path dir;
  private final Opened opened = new Opened();
  private final EmbeddedKafka kafka;
  private final EmbeddedPostgres postgres;
  private Http api;

  ForgottenHoldsTest(@TempDir Path dir) {
    this.dir = dir;
    kafka = opened.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0));
    postgres = opened.add(EmbeddedPostgres.start(dir.resolve("postgres"), "127.0.0.1", 0));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicSetup(admin).createTopics(PARTITIONS, (short) 1);
    }
    Node node = opened.add(start());
    node.awaitReady();
    api = opened.add(Http.of("http://127.0.0.1:" + node.port()));
  }

  @BeforeEach
  void fundAnn() {
    account("ann");
    account("ben");
    assertThat(post("/transfers", "fund", move("fund", "world:USD", "ann", 1_000, false)).status())
        .isEqualTo(201);
  }

  @AfterEach
  void close() {
    opened.close();
  }

  @Test
  void areShownPostedAndVoidedAllTheSame() throws Exception {
    hold("forgotten-1", 600);
    hold("forgotten-2", 30);

    Answer shown = api.get("/transfers/forgotten-1");
    Answer posted = post("/transfers/forgotten-1/post", "p1", "{}");
    Answer again = post("/transfers/forgotten-1/post", "p2", "{\"debit_account_id\": \"ann\"}");
    Answer voided = post("/transfers/forgotten-2/void", "v1", "{\"debit_account_id\": \"ann\"}");

    assertThat(shown.status()).as(shown.body()).isEqualTo(200);
    assertThat(shown.text("status")).isEqualTo("pending");
    assertThat(shown.json().has("balances")).isFalse();
    assertThat(posted.status()).as(posted.body()).isEqualTo(201);
    assertThat(posted.text("status")).isEqualTo("posted");
    assertThat(again.text("code")).isEqualTo("pending_transfer_already_posted");
    assertThat(voided.text("status")).as(voided.body()).isEqualTo("voided");
    assertThat(api.get("/accounts/ann").json().at("/balances/available").asLong()).isEqualTo(400);
  }

  @Test
  void areDecidedByTheLedgerWhilePostgresIsAway() throws Exception {
    hold("forgotten-3", 600);
    postgres.close();

    Answer shown = api.get("/transfers/forgotten-3");
    Answer unnamed = post("/transfers/forgotten-3/post", "p3", "{}");
    Answer named = post("/transfers/forgotten-3/post", "p4", "{\"debit_account_id\": \"ann\"}");

    assertThat(shown.status()).as(shown.body()).isEqualTo(503);
    assertThat(shown.text("code")).isEqualTo("postgres_unavailable");
    assertThat(unnamed.text("code")).isEqualTo("postgres_unavailable");
    assertThat(named.status()).as(named.body()).isEqualTo(201);
    assertThat(api.get("/transfers/forgotten-3").text("status")).isEqualTo("posted");
    assertThat(api.get("/transfers/fund").status()).isEqualTo(200);
  }

  /** A hold that is in Postgres and, as if its time were over, no longer in the views. */
  private void hold(String id, long amount) throws Exception {
    Answer held = post("/transfers", id, move(id, "ann", "ben", amount, true));
    assertThat(held.text("status")).as(held.body()).isEqualTo("pending");
    await().atMost(PATIENCE).until(() -> isInPostgres(id));
    byte @Nullable [] nothing = null;
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  TRANSFER_OUTCOMES.name(),
                  Placement.ofKey(id, PARTITIONS),
                  Keys.transferState(id, "ann"),
                  nothing))
          .get();
    }
    await().atMost(PATIENCE).until(() -> !api.get("/transfers/" + id).json().has("balances"));
  }

  private boolean isInPostgres(String id) throws SQLException {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var query = connection.prepareStatement("SELECT 1 FROM transfers WHERE transfer_id = ?")) {
      query.setString(1, id);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void account(String id) {
    String body =
        """
        {"account_id": "%s", "owner_id": "%s", "type": "wallet", "currency": "USD"}
        """
            .formatted(id, id);
    assertThat(post("/accounts", "open-" + id, body).status()).isEqualTo(201);
  }

  private static String move(String id, String from, String to, long amount, boolean pending) {
    return """
    {"transfer_id": "%s", "debit_account_id": "%s", "credit_account_id": "%s", "amount": %d,
     "currency": "USD", "pending": %s}
    """
        .formatted(id, from, to, amount, pending);
  }

  private Answer post(String path, String key, String body) {
    return api.post(path, body, "Idempotency-Key", key, "Prefer", "wait=30");
  }

  private Node start() {
    String viewsPort = Integer.toString(Ports.choose("127.0.0.1", 0));
    return Node.start(
        PenstockConfig.of(
            Map.of(
                Setting.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                Setting.SCHEMA_REGISTRY_URL,
                REGISTRY,
                Setting.POSTGRES_URL,
                postgres.jdbcUrl(),
                Setting.STATE_DIR,
                dir.resolve("state").toString(),
                Setting.HTTP_HOST,
                "127.0.0.1",
                Setting.HTTP_PORT,
                "0",
                Setting.VIEWS_PORT,
                viewsPort,
                Setting.VIEWS_URL,
                "http://127.0.0.1:" + viewsPort,
                Setting.STREAMS_THREADS,
                "1")),
        List.of(RoleName.BALANCES, RoleName.VIEWS, RoleName.SINKS, RoleName.INGEST_API));
  }
}
