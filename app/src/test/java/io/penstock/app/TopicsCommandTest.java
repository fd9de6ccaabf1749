package io.penstock.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.app.process.Opened;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One cluster's life: empty, created, created again, asked for something else. */
@TestMethodOrder(OrderAnnotation.class)
class TopicsCommandTest {
  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static String registryUrl = "";
  private static Path settings = Path.of("");

  private static String brokers = "";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    var kafka = OPENED.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0));
    brokers = kafka.bootstrapServers();
    registryUrl = OPENED.add(EmbeddedRegistry.start(dir.resolve("registry"), "127.0.0.1", 0)).url();
    settings =
        Files.writeString(
            dir.resolve("penstock.properties"),
            "PENSTOCK_KAFKA_BOOTSTRAP_SERVERS=%s\nPENSTOCK_SCHEMA_REGISTRY_URL=%s\n"
                .formatted(kafka.bootstrapServers(), registryUrl));
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @Test
  @Order(1)
  void listsWhatIsMissing() throws Exception {
    assertThat(run("topics", "list", "--json", "--config", settings.toString())).isZero();

    int withBeats = Topics.ALL.size() + Topics.DEAD_LETTERS.size() + 1;
    assertThat(json()).hasSize(withBeats);
    assertThat(json()).noneMatch(row -> row.get("exists").asBoolean());
  }

  @Test
  @Order(2)
  void createsEveryTopicAndRegistersEverySchema() throws Exception {
    CompletableFuture<Short> replicas =
        CompletableFuture.supplyAsync(TopicsCommandTest::replicas, Thread.ofVirtual()::start);

    assertThat(run("topics", "create", "--config", settings.toString())).isZero();

    assertThat(out.toString()).contains("created transfers.requested");
    // Whoever asked a broker that had not heard of the topic yet has waited for it.
    assertThat(replicas).succeedsWithin(Duration.ofSeconds(30)).isEqualTo((short) 1);
    for (Topic<?> topic : Topics.ALL) {
      assertThat(SchemaRegistry.at(registryUrl).idOf(topic.subject(), topic.schema())).isPositive();
    }
  }

  private static short replicas() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      return new TopicSetup(admin).replicas();
    }
  }

  @Test
  @Order(3)
  void doesNothingTheSecondTime() throws Exception {
    assertThat(run("topics", "create", "--config", settings.toString())).isZero();
    assertThat(out.toString()).startsWith("0 topics created");

    out.getBuffer().setLength(0);
    run("topics", "list", "--json", "--config", settings.toString());
    assertThat(json()).allMatch(row -> row.get("exists").asBoolean());
    assertThat(json())
        .filteredOn(row -> row.get("name").asText().equals("ledger.entries"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("partitions").asInt()).isEqualTo(4);
              assertThat(row.get("retention_ms").asLong()).isEqualTo(-1);
              assertThat(row.get("subject").asText()).isEqualTo("ledger.entries-value");
            });
  }

  @Test
  @Order(4)
  void refusesAnotherNumberOfPartitions() throws Exception {
    Path other =
        Files.writeString(
            dir.resolve("other.properties"),
            Files.readString(settings) + "PENSTOCK_PARTITIONS=8\n");

    assertThat(run("topics", "create", "--config", other.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("exists with 4 partitions, but 8 are asked for");
  }

  @Test
  @Order(5)
  void correctsTheRetentionOfTopicsThatExist() throws Exception {
    Path longer =
        Files.writeString(
            dir.resolve("longer.properties"),
            Files.readString(settings) + "PENSTOCK_ID_RETENTION_DAYS=90\n");

    assertThat(run("topics", "create", "--config", longer.toString())).isZero();

    assertThat(out.toString())
        .contains("corrected the settings of transfers.outcomes")
        .contains("corrected the settings of idempotency.answers")
        .doesNotContain("ledger.entries");
    assertThat(retentionOf("transfers.outcomes")).isEqualTo(Duration.ofDays(91));
    assertThat(retentionOf("ledger.entries")).isNegative();

    out.getBuffer().setLength(0);
    assertThat(run("topics", "create", "--config", longer.toString())).isZero();
    assertThat(out.toString()).doesNotContain("corrected");
  }

  @Test
  @Order(6)
  void saysThatTheRegistryIsAway() {
    String nowhere = "http://127.0.0.1:1";

    assertThat(run("topics", "create", "--kafka", brokers, "--registry", nowhere)).isEqualTo(1);

    assertThat(err.toString())
        .contains("schema registry " + nowhere, "--registry", "PENSTOCK_SCHEMA_REGISTRY_URL")
        .doesNotContain("java.", "Exception");
  }

  private static Duration retentionOf(String topic) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      Config config =
          requireNonNull(admin.describeConfigs(List.of(resource)).all().get().get(resource));
      return Duration.ofMillis(Long.parseLong(config.get("retention.ms").value()));
    }
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(out.toString());
  }

  private int run(String... arguments) {
    return Penstock.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
