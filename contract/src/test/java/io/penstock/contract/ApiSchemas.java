package io.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The schemas of a document, as strict for its answers as nobody else should be. */
final class ApiSchemas {
  private static final Set<String> SAYS_ITSELF =
      Set.of("additionalProperties", "unevaluatedProperties");
  private static final List<String> OBJECTS =
      List.of("properties", "$ref", "allOf", "oneOf", "anyOf");

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final ObjectNode components;
  private final ObjectNode closedComponents;
  private final Map<JsonNode, Schema> known = new HashMap<>();
  private final Map<JsonNode, Schema> knownClosed = new HashMap<>();

  ApiSchemas(JsonNode document) {
    components = document.path("components").deepCopy();
    closedComponents = components.deepCopy();
    closedComponents.path("schemas").forEach(ApiSchemas::closeParts);
  }

  /** What of a request or example does not fit. */
  List<String> faults(JsonNode schema, JsonNode value) {
    return faults(known.computeIfAbsent(schema, s -> schema(s.deepCopy(), components)), value);
  }

  /**
   * What of an answer does not fit. A member that the schema does not describe is a fault as well:
   * a client may take it for nothing, and its reader looks for it in vain.
   */
  List<String> faultsOfAnswer(JsonNode schema, JsonNode value) {
    Schema closed =
        knownClosed.computeIfAbsent(
            schema,
            s -> {
              JsonNode copy = s.deepCopy();
              closeParts(copy);
              close(copy);
              return schema(copy, closedComponents);
            });
    return faults(closed, value);
  }

  private static List<String> faults(Schema schema, JsonNode value) {
    return schema
        .validate(value, context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  private Schema schema(JsonNode schema, ObjectNode among) {
    ((ObjectNode) schema).set("components", among);
    return registry.getSchema(schema);
  }

  /** Closes the schemas within one, as far as no other adds members to the same object. */
  private static void closeParts(JsonNode schema) {
    schema.path("properties").forEach(ApiSchemas::closeWhole);
    if (schema.has("items")) {
      closeWhole(schema.path("items"));
    }
    if (schema.path("additionalProperties").isObject()) {
      closeWhole(schema.path("additionalProperties"));
    }
    for (String several : List.of("allOf", "oneOf", "anyOf")) {
      schema.path(several).forEach(ApiSchemas::closeParts);
    }
  }

  private static void closeWhole(JsonNode schema) {
    closeParts(schema);
    close(schema);
  }

  private static void close(JsonNode schema) {
    boolean open = SAYS_ITSELF.stream().noneMatch(schema::has);
    if (open && OBJECTS.stream().anyMatch(schema::has)) {
      ((ObjectNode) schema).put("unevaluatedProperties", false);
    }
  }
}
