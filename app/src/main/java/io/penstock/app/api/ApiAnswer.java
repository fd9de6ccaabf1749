package io.penstock.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the API answered.
 *
 * @param status HTTP status
 * @param text the body as it came
 * @param body the same as JSON; missing where it is none
 * @param next path and query of the list's next part; null where there is none
 */
public record ApiAnswer(int status, String text, JsonNode body, @Nullable String next) {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"next\"");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SHOWN = 200;
  private static final int ACCEPTED = 202;
  private static final int FIRST_ERROR = 400;

  /**
   * @param link the header of that name; may be empty
   */
  static ApiAnswer of(int status, String text, String link) {
    Matcher next = NEXT.matcher(link);
    return new ApiAnswer(status, text, json(text), next.find() ? next.group(1) : null);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
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
      String begin = text.strip().lines().findFirst().orElse("");
      return "HTTP %d, and no answer of Penstock's: %s"
          .formatted(status, begin.substring(0, Math.min(begin.length(), MOST_SHOWN)));
    }
    String line = body.path("code").asText() + ": " + body.path("detail").asText();
    return body.hasNonNull("field") ? line + " (" + body.path("field").asText() + ")" : line;
  }
}
