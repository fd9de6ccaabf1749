package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Callers' own notes on an object: up to 50, of 40 and 500 characters. */
final class Metadata {
  private static final String NAME = "metadata";
  private static final int MAX_KEYS = 50;
  private static final int MAX_KEY_LENGTH = 40;
  private static final int MAX_VALUE_LENGTH = 500;

  private Metadata() {}

  /** What a call notes on a new object. */
  static ObjectNode of(Params params) {
    return changed(Json.object(), params);
  }

  /**
   * What was noted, with a call's changes: an empty value takes a key away, an empty {@code
   * metadata} all of them.
   */
  static ObjectNode changed(ObjectNode before, Params params) {
    ObjectNode after = "".equals(params.values().get(NAME)) ? Json.object() : before.deepCopy();
    for (Map.Entry<String, String> each : params.members(NAME).entrySet()) {
      check(each.getKey(), each.getValue());
      if (each.getValue().isEmpty()) {
        after.remove(each.getKey());
      } else {
        after.put(each.getKey(), each.getValue());
      }
    }
    if (after.size() > MAX_KEYS) {
      throw StripeError.parameter(NAME, null, "Metadata can have up to 50 keys.");
    }
    return after;
  }

  private static void check(String key, String value) {
    String param = NAME + '[' + key + ']';
    if (key.length() > MAX_KEY_LENGTH) {
      throw StripeError.parameter(param, null, "Metadata keys can have up to 40 characters.");
    }
    if (value.length() > MAX_VALUE_LENGTH) {
      throw StripeError.parameter(param, null, "Metadata values can have up to 500 characters.");
    }
  }
}
