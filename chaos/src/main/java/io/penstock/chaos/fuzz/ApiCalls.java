package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The calls that the program's own OpenAPI document describes. */
final class ApiCalls {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode document;
  private final List<Call> calls = new ArrayList<>();

  /**
   * One of them.
   *
   * @param method in upper case
   * @param path with names in braces
   * @param parameters of path, query and header
   * @param mediaType of its body; empty where it has none
   * @param body schema of that
   */
  record Call(
      String method, String path, List<Parameter> parameters, String mediaType, JsonNode body) {

    boolean isWrite() {
      return !method.equals("GET");
    }

    boolean is(String otherMethod, String otherPath) {
      return method.equals(otherMethod) && path.equals(otherPath);
    }
  }

  /**
   * What a call takes besides its body.
   *
   * @param in path, query or header
   */
  record Parameter(String name, String in, JsonNode schema) {}

  ApiCalls(JsonNode document) {
    this.document = document;
    for (var path : document.path("paths").properties()) {
      JsonNode shared = path.getValue().path("parameters");
      for (var method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          calls.add(call(path.getKey(), method.getKey(), method.getValue(), shared));
        }
      }
    }
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("the OpenAPI document describes no call");
    }
  }

  List<Call> all() {
    return calls;
  }

  /** The schema itself, where it is only named. */
  JsonNode resolved(JsonNode schema) {
    JsonNode found = schema;
    while (found.has("$ref")) {
      found = document.at(found.path("$ref").asText().substring(1));
    }
    return found;
  }

  private Call call(String path, String method, JsonNode operation, JsonNode shared) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode list : List.of(shared, operation.path("parameters"))) {
      for (JsonNode named : list) {
        JsonNode parameter = resolved(named);
        parameters.add(
            new Parameter(
                parameter.path("name").asText(),
                parameter.path("in").asText(),
                resolved(parameter.path("schema"))));
      }
    }
    var content = resolved(operation.path("requestBody")).path("content").properties().iterator();
    var body = content.hasNext() ? content.next() : null;
    return new Call(
        method.toUpperCase(Locale.ROOT),
        path,
        List.copyOf(parameters),
        body == null ? "" : body.getKey(),
        body == null ? MissingNode.getInstance() : resolved(body.getValue().path("schema")));
  }
}
