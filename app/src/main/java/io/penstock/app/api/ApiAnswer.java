package io.penstock.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What the API answered.
 *
 * @param status HTTP status
 * @param text the body as it came
 * @param body the same as JSON; missing where it is none
 */
public record ApiAnswer(int status, String text, JsonNode body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ACCEPTED = 202;
  private static final int FIRST_ERROR = 400;

  static ApiAnswer of(int status, String text) {
    try {
      return new ApiAnswer(status, text, JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return new ApiAnswer(status, text, MissingNode.getInstance());
    }
  }

  public boolean isError() {
    return status >= FIRST_ERROR;
  }

  /** Whether the command was taken and its outcome is not known yet. */
  public boolean isUndecided() {
    return status == ACCEPTED;
  }

  /** An error as a line: {@code code: detail (field)}. */
  public String error() {
    if (!body.hasNonNull("code")) {
      return "HTTP " + status + ": " + text.strip();
    }
    String line = body.path("code").asText() + ": " + body.path("detail").asText();
    return body.hasNonNull("field") ? line + " (" + body.path("field").asText() + ")" : line;
  }
}
