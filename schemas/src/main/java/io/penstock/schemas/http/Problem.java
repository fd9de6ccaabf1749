package io.penstock.schemas.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem, as every Penstock door answers it, with {@code application/problem+json}.
 *
 * @param status HTTP status
 * @param code stable snake_case code, e.g. {@code insufficient_funds}
 * @param detail the reason as a sentence for people
 * @param field the JSON field, header or query parameter at fault, if one is
 */
public record Problem(int status, String code, String detail, @Nullable String field) {
  /** Media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE_BASE = "https://penstock.io/problems/";

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, null);
  }

  public static Problem ofField(int status, String code, String field, String detail) {
    return new Problem(status, code, detail, field);
  }

  /** A URI that names the kind of problem; it need not be reachable (RFC 9457, 3.1.1). */
  public String type() {
    return TYPE_BASE + code.replace('_', '-');
  }

  /** The code as words. */
  public String title() {
    String words = code.replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The body of the answer; {@code instance} is the request's path. */
  public String toJson(String instance) {
    return toObject(instance).toString();
  }

  /** As {@link #toJson}, for an answer that adds members of its own (RFC 9457, 3.2). */
  public ObjectNode toObject(String instance) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("type", type());
    json.put("title", title());
    json.put("status", status);
    json.put("detail", detail);
    json.put("instance", instance);
    json.put("code", code);
    if (field != null) {
      json.put("field", field);
    }
    return json;
  }
}
