package io.penstock.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * One request and what was answered.
 *
 * @param sent body of the request; empty where it had none
 */
record Exchange(String method, URI uri, String sent, int status, HttpHeaders headers, String body) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Without parameters, in lower case; empty where the answer does not say. */
  String mediaType() {
    return header("Content-Type").map(type -> type.split(";", 2)[0].strip()).orElse("");
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  JsonNode json() {
    return parse(body);
  }

  /** A member of the answer's object, empty where it has none. */
  String text(String member) {
    return json().path(member).asText();
  }

  /** Missing where the text is no JSON. */
  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** One line of JSON. */
  @Override
  public String toString() {
    ObjectNode line = JSON.createObjectNode();
    line.put("method", method).put("uri", uri.getRawPath());
    line.put("query", uri.getRawQuery()).put("sent", sent).put("status", status);
    headers.map().forEach((name, values) -> line.put(name, values.getFirst()));
    return line.put("body", body).toString();
  }
}
