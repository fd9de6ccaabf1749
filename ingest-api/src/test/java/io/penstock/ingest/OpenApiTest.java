package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.ingest.Client.Response;
import io.penstock.ingest.requests.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DoorExtension.class)
class OpenApiTest {

  /** Served by others: the views, the PSPs' connectors and the application. */
  private static final Set<String> SERVED_BY_OTHERS =
      Set.of(
          "get /accounts",
          "get /accounts/{id}",
          "get /accounts/{id}/balance",
          "get /accounts/{id}/entries",
          "get /transfers",
          "get /transfers/{id}",
          "get /ledger",
          "get /payments",
          "get /payments/{id}",
          "get /payments/{id}/events",
          "get /payments/{id}/refunds",
          "get /refunds",
          "get /refunds/{id}",
          "get /fraud/alerts",
          "get /reconciliation",
          "get /reconciliation/summary",
          "get /reconciliation/{case_id}",
          "post /webhook",
          "post /webhook/{psp}",
          "get /problems",
          "get /problems/{code}",
          "get /health/live",
          "get /health/ready",
          "get /metrics");

  private final Door door;
  private final Client client;
  private final JsonNode document;

  OpenApiTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
    this.document = client.get("/openapi.json").json();
  }

  @Test
  void describesEveryCallAndNoOther() {
    Set<String> served = new TreeSet<>(SERVED_BY_OTHERS);
    served.addAll(door.routes());
    served.remove("get /docs/{asset}");

    assertThat(document.path("openapi").asText()).startsWith("3.1");
    assertThat(described()).isEqualTo(served);
  }

  @Test
  void bearsTheVersionOfTheProgram() {
    assertThat(document.at("/info/version").asText()).isEqualTo(Door.VERSION);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = document.findValuesAsText("$ref");

    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  /** The lists are for programs; people read the same in the description. */
  @Test
  void tellsTheCodesOfEveryOperation() {
    JsonNode close = document.at("/paths/~1accounts~1{id}~1close/post");

    assertThat(close.at("/x-problem-codes/409").valueStream().map(JsonNode::asText))
        .contains("account_has_funds")
        .allSatisfy(
            code -> assertThat(close.path("description").asText()).contains("`" + code + "`"));
    assertThat(document.at("/components/responses/MaybeTaken/description").asText())
        .endsWith("Codes: `kafka_timeout`, `outcome_unknown`.");
  }

  @Test
  void namesEveryOperationOnce() {
    List<String> names = document.findValuesAsText("operationId");

    assertThat(names).doesNotHaveDuplicates().hasSameSizeAs(described());
  }

  /** The door takes what the document shows: none of it is malformed. */
  @Test
  void takesItsOwnExamples() {
    List<String> tried = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      if (SERVED_BY_OTHERS.contains("post " + path.getKey())) {
        continue;
      }
      JsonNode content = path.getValue().at("/post/requestBody/content").path("application/json");
      examples(content)
          .forEach(
              example -> {
                Response response =
                    client.post(
                        path.getKey().replaceAll("\\{(case_)?id}", "example"), example.toString());
                assertThat(response.status()).as(path.getKey() + response).isNotIn(400, 500);
                tried.add(path.getKey());
              });
    }

    assertThat(tried).hasSizeGreaterThanOrEqualTo(8);
  }

  /** What a body may hold is a contract: a change of it is to be seen as one. */
  @Test
  void describesBodiesAsBefore() throws IOException {
    ObjectNode schemas = StrictJson.MAPPER.createObjectNode();
    IngestRoutes.FORMS.forEach(form -> form.addTo(schemas));
    String shown = StrictJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schemas);
    Path golden = Path.of("src/test/resources/io/penstock/ingest/bodies.json");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, shown + "\n");
    }

    assertThat(shown + "\n").isEqualTo(Files.readString(golden));
    schemas
        .properties()
        .forEach(
            schema ->
                assertThat(document.at("/components/schemas/" + schema.getKey()))
                    .isEqualTo(schema.getValue()));
  }

  @Test
  void showsItselfWithoutTheInternet() {
    Response page = client.get("/docs");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.body()).doesNotContain("://");
    Stream.of("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png")
        .forEach(asset -> assertThat(client.get("/docs/" + asset).status()).isEqualTo(200));
    assertThat(client.get("/docs/other.js").status()).isEqualTo(404);
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'");
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      path.getValue().fieldNames().forEachRemaining(m -> described.add(m + " " + path.getKey()));
    }
    return described;
  }

  private static Stream<JsonNode> examples(JsonNode content) {
    if (content.path("examples") instanceof ObjectNode examples) {
      return examples.properties().stream().map(example -> example.getValue().path("value"));
    }
    return content.has("example") ? Stream.of(content.path("example")) : Stream.empty();
  }
}
