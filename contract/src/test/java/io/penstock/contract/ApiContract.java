package io.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What an OpenAPI document promises, and whether an answer keeps it. */
final class ApiContract {
  /** Where the document lists the codes of problems: of a response, and by status of a call. */
  private static final String CODES = "x-problem-codes";

  /** Of a response whose codes are somebody else's besides: those of a PSP. */
  private static final String FOREIGN = "x-problem-codes-of-others";

  /** Headers that answer a client; those of the transport are nobody's promise. */
  private static final List<String> OURS =
      List.of(
          "Location",
          "Consistency-Token",
          "Idempotent-Replayed",
          "Preference-Applied",
          "Retry-After",
          "Link",
          "X-Request-Id");

  private static final String PROBLEM = "application/problem+json";

  private final JsonNode document;
  private final ApiSchemas schemas;
  private final List<Operation> operations = new ArrayList<>();

  ApiContract(JsonNode document) {
    this.document = document;
    schemas = new ApiSchemas(document);
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operations.add(Operation.of(method.getKey(), path.getKey(), method.getValue()));
      }
    }
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  JsonNode document() {
    return document;
  }

  ApiSchemas schemas() {
    return schemas;
  }

  /** The operation that was called: of those that fit the one with the fewest parameters. */
  Optional<Operation> operation(Exchange exchange) {
    return operations.stream()
        .filter(operation -> operation.matches(exchange.method(), exchange.uri().getPath()))
        .min(Comparator.comparingLong(Operation::parameters));
  }

  /** What of an exchange the document does not say, or says otherwise. */
  List<String> faults(Exchange exchange) {
    Optional<Operation> called = operation(exchange);
    if (called.isEmpty()) {
      return List.of("no such operation");
    }
    Operation operation = called.get();
    JsonNode response = resolved(operation.json().path("responses").path("" + exchange.status()));
    if (response.isMissingNode()) {
      response = resolved(operation.json().path("responses").path("default"));
      if (!listed(operation, response, exchange).contains(exchange.text("code"))) {
        return List.of("status " + exchange.status() + " is not described");
      }
    }
    List<String> faults = new ArrayList<>(ofBody(response, exchange));
    faults.addAll(ofHeaders(response, exchange));
    if (exchange.status() >= 400) {
      faults.addAll(ofCode(operation, response, exchange));
    } else if (exchange.status() < 202) {
      faults.addAll(ofRequest(operation, exchange));
    }
    return faults;
  }

  private List<String> ofBody(JsonNode response, Exchange exchange) {
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return exchange.body().isEmpty() ? List.of() : List.of("a body that is not described");
    }
    JsonNode schema = content.path(exchange.mediaType()).path("schema");
    if (schema.isMissingNode()) {
      return List.of("content type " + exchange.mediaType() + " is not described");
    }
    boolean json = exchange.mediaType().endsWith("json");
    return schemas.faultsOfAnswer(schema, json ? exchange.json() : new TextNode(exchange.body()));
  }

  private List<String> ofHeaders(JsonNode response, Exchange exchange) {
    List<String> faults = new ArrayList<>();
    Set<String> described = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, JsonNode> member : response.path("headers").properties()) {
      described.add(member.getKey());
      JsonNode header = resolved(member.getValue());
      Optional<String> value = exchange.header(member.getKey());
      if (value.isPresent()) {
        faults.addAll(schemas.faults(header.path("schema"), typed(header, value.get())));
      } else if (header.path("required").asBoolean()) {
        faults.add("header " + member.getKey() + " is promised");
      }
    }
    OURS.stream()
        .filter(name -> exchange.header(name).isPresent() && !described.contains(name))
        .map(name -> "header " + name + " is not described")
        .forEach(faults::add);
    return faults;
  }

  private static JsonNode typed(JsonNode header, String value) {
    boolean number = header.at("/schema/type").asText().equals("integer");
    return number && value.matches("[0-9]{1,9}")
        ? new IntNode(Integer.parseInt(value))
        : new TextNode(value);
  }

  private List<String> ofCode(Operation operation, JsonNode response, Exchange exchange) {
    String code = exchange.text("code");
    boolean known =
        listed(operation, response, exchange).contains(code) || response.path(FOREIGN).asBoolean();
    return known || !exchange.mediaType().equals(PROBLEM)
        ? List.of()
        : List.of("code " + code + " is not listed for " + exchange.status());
  }

  /** Codes that the document lists for an answer. */
  private static Set<String> listed(Operation operation, JsonNode response, Exchange exchange) {
    Set<String> codes = new TreeSet<>();
    Stream.of(response.path(CODES), operation.json().path(CODES).path("" + exchange.status()))
        .forEach(list -> list.forEach(code -> codes.add(code.asText())));
    return codes;
  }

  /** What was taken must have been what the document asks for. */
  private List<String> ofRequest(Operation operation, Exchange exchange) {
    JsonNode schema =
        operation
            .json()
            .path("requestBody")
            .path("content")
            .path("application/json")
            .path("schema");
    JsonNode sent = Exchange.parse(exchange.sent());
    return schema.isMissingNode() || !sent.isObject() ? List.of() : schemas.faults(schema, sent);
  }

  /** What a reference leads to, or the node itself. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
