package io.penstock.ingest.document;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.RequestIds;
import io.penstock.ingest.requests.Form;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI document. Its source is in parts that a reader can hold, in the folder {@code
 * openapi}: one for each kind of thing, with its paths and what only they refer to, and {@code
 * common.json} for the rest. Together they are the document; what one says no other may say again.
 */
public final class ApiDocument {
  private static final List<String> PARTS =
      List.of(
          "common", "accounts", "transfers", "payments", "reconciliation", "fraud", "operation");

  /**
   * Where the parts list the codes of problems: of a shared response those that it always has, of
   * an operation, by status, those of its own.
   */
  private static final String CODES = "x-problem-codes";

  /**
   * What most calls of a kind answer stands once, by the kind's name; a call names its kind, and
   * what it says of a status itself wins.
   */
  private static final String USUAL = "x-usual";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ApiDocument() {}

  /**
   * The whole document.
   *
   * @param version the program's, which is the document's too
   * @param forms of the bodies that its calls take: their schemas stand in none of the parts
   */
  public static ObjectNode of(String version, List<Form> forms) {
    try {
      ObjectNode document = JSON.createObjectNode();
      for (String part : PARTS) {
        join(document, read("openapi/" + part + ".json"), part);
      }
      forms.forEach(form -> form.addTo(document.withObject("/components/schemas")));
      document.withObject("/info").put("version", version);
      JsonNode usual = document.remove(USUAL);
      document.at("/components/responses").forEach(ApiDocument::tellCodes);
      document.at("/components/responses").forEach(ApiDocument::bearsRequestId);
      for (JsonNode path : document.path("paths")) {
        for (JsonNode call : path) {
          addUsual((ObjectNode) call, usual);
          tellCodesByStatus(call);
          call.path("responses").forEach(ApiDocument::bearsRequestId);
        }
      }
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addUsual(ObjectNode call, JsonNode kinds) {
    JsonNode usual = kinds.path(call.path(USUAL).asText());
    call.remove(USUAL);
    Map<String, JsonNode> responses = new TreeMap<>();
    for (Map.Entry<String, JsonNode> own : call.path("responses").properties()) {
      responses.put(own.getKey(), own.getValue());
    }
    for (Map.Entry<String, JsonNode> response : usual.properties()) {
      JsonNode other = response.getValue();
      if (other.has("$ref")) {
        responses.putIfAbsent(response.getKey(), other);
      } else if (responses.get(response.getKey()) instanceof ObjectNode own) {
        other.properties().forEach(member -> own.putIfAbsent(member.getKey(), member.getValue()));
      }
    }
    call.putObject("responses").setAll(responses);
  }

  /** What programs find in a list of its own people read in the description. */
  private static void tellCodes(JsonNode response) {
    if (!response.path(CODES).isEmpty()) {
      tell(response, " Codes: " + inWords(response.path(CODES)) + ".");
    }
  }

  /** Every reply does; a response that stands elsewhere is met there. */
  private static void bearsRequestId(JsonNode response) {
    if (!response.has("$ref")) {
      ((ObjectNode) response)
          .withObject("/headers")
          .putObject(RequestIds.HEADER)
          .put("$ref", "#/components/headers/RequestId");
    }
  }

  private static void tellCodesByStatus(JsonNode operation) {
    for (Map.Entry<String, JsonNode> status : operation.path(CODES).properties()) {
      tell(operation, "\n\n" + status.getKey() + ": " + inWords(status.getValue()) + ".");
    }
  }

  private static String inWords(JsonNode codes) {
    return codes.valueStream().map(code -> "`" + code.asText() + "`").collect(joining(", "));
  }

  private static void tell(JsonNode described, String more) {
    ((ObjectNode) described).put("description", described.path("description").asText() + more);
  }

  private static JsonNode read(String part) throws IOException {
    try (InputStream in = ApiDocument.class.getResourceAsStream(part)) {
      return JSON.readTree(in);
    }
  }

  /** Objects become one; anything else that both have is a mistake in the parts. */
  private static void join(ObjectNode whole, JsonNode part, String place) {
    for (Map.Entry<String, JsonNode> member : part.properties()) {
      String name = member.getKey();
      JsonNode known = whole.get(name);
      if (known == null) {
        whole.set(name, member.getValue());
      } else if (known instanceof ObjectNode object && joins(name)) {
        join(object, member.getValue(), place + "/" + name);
      } else {
        throw new IllegalStateException("said twice: " + place + "/" + name);
      }
    }
  }

  private static boolean joins(String name) {
    return switch (name) {
      case "paths", "components", "schemas", "parameters", "headers", "responses", "examples" ->
          true;
      default -> false;
    };
  }
}
