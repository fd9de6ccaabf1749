package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.embedded.EmbeddedKafka;
import io.penstock.embedded.EmbeddedRegistry;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    var kafka = OPENED.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0));
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
    assertThat(run("topics", "create", "--config", settings.toString())).isZero();

    assertThat(out.toString()).contains("created transfers.requested");
    for (Topic<?> topic : Topics.ALL) {
      assertThat(SchemaRegistry.at(registryUrl).idOf(topic.subject(), topic.schema())).isPositive();
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
