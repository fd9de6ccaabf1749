package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroSerde;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RefusedSchemaException;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import io.penstock.schemas.serde.SchemaRegistry.UnknownSchemaException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Penstock's own adapter against the real registry. */
class SchemaRegistryTest {
  private static final String HOST = "127.0.0.1";

  @TempDir static Path dir;
  private static EmbeddedRegistry server;
  private static SchemaRegistry registry;

  @BeforeAll
  static void start() {
    server = EmbeddedRegistry.start(dir.resolve("shared"), HOST, 0);
    registry = SchemaRegistry.at(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyTopicsSchemaIsRegisteredOnceAndFoundAgain() {
    for (Topic<?> topic : Topics.ALL) {
      int id = registry.register(topic.subject(), topic.schema());

      assertThat(registry.register(topic.subject(), topic.schema())).isEqualTo(id);
      assertThat(registry.idOf(topic.subject(), topic.schema())).isEqualTo(id);
      assertThat(registry.byId(id)).isEqualTo(topic.schema());
      assertThat(registry.byId(id).getDoc()).isEqualTo(topic.schema().getDoc());
    }
  }

  @Test
  void whatIsNotRegisteredIsUnknown() {
    Schema schema = SchemaBuilder.record("Other").fields().requiredLong("id").endRecord();

    assertThatThrownBy(() -> registry.idOf("others-value", schema))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("others-value")
        .hasMessageContaining("penstock topics create");
    assertThatThrownBy(() -> registry.byId(999_999))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("999999");
  }

  @Test
  void anIncompatibleSchemaIsRefused() {
    Schema first = SchemaBuilder.record("Thing").fields().requiredLong("id").endRecord();
    Schema second = SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
    registry.register("things-value", first);

    assertThatThrownBy(() -> registry.register("things-value", second))
        .isInstanceOf(RefusedSchemaException.class)
        .hasMessageContaining("things-value");
  }

  @Test
  void aSchemaThatIsNotAvroMakesTheRecordUnreadableAndStopsNothing() throws Exception {
    byte[] bytes = ByteBuffer.allocate(9).putInt(1, registerJsonSchema()).array();

    try (AvroSerde serde = new AvroSerde(registry)) {
      assertThatThrownBy(
              () -> serde.deserializer().deserialize(Topics.LEDGER_ENTRIES.name(), bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("unknown schema id");
    }
  }

  @Test
  void aWrongPathIsNoReasonToGiveARecordUp() {
    SchemaRegistry wrong = SchemaRegistry.at(server.url().replace("/ccompat/v7", "/nowhere"));

    assertThatThrownBy(() -> wrong.byId(1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("/nowhere");
  }

  @Test
  void aStoppedRegistryIsAwayAndAStartedOneWorksAgain() {
    Topic<?> topic = Topics.LEDGER_ENTRIES;
    Path home = dir.resolve("stopped");
    EmbeddedRegistry first = EmbeddedRegistry.start(home, HOST, 0);
    String url = first.url();
    SchemaRegistry asked = SchemaRegistry.at(url);
    int id = asked.register(topic.subject(), topic.schema());

    first.close();

    assertThatThrownBy(() -> asked.byId(id + 1))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(url);
    assertThatThrownBy(() -> asked.register("new-value", topic.schema()))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(url);
    try (EmbeddedRegistry second = EmbeddedRegistry.start(home, HOST, URI.create(url).getPort())) {
      assertThat(second.url()).isEqualTo(url);
      assertThat(asked.byId(id)).isEqualTo(topic.schema());
      assertThat(asked.idOf(topic.subject(), topic.schema())).isEqualTo(id);
      assertThat(asked.register("new-value", topic.schema())).isPositive();
    }
  }

  private static int registerJsonSchema() throws Exception {
    String body =
        """
        {"schemaType": "JSON", "schema": "{\\"$schema\\": \
        \\"http://json-schema.org/draft-07/schema#\\", \\"type\\": \\"object\\"}"}
        """;
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/subjects/json-value/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer = http.send(request, BodyHandlers.ofString()).body();
      Matcher id = Pattern.compile("\"id\":\\s*(\\d+)").matcher(answer);
      assertThat(id.find()).as(answer).isTrue();
      return Integer.parseInt(id.group(1));
    }
  }
}
