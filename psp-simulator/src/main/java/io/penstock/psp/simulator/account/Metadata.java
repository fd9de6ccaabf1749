package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.List;
import java.util.Map;

/** Callers' own notes on an object: metadata of up to 50 keys, and some texts. */
final class Metadata {
  private static final String NAME = "metadata";
  private static final List<String> TEXTS =
      List.of(
          "description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix");
  private static final int MAX_KEYS = 50;
  private static final int MAX_KEY_LENGTH = 40;
  private static final int MAX_VALUE_LENGTH = 500;

  private Metadata() {}

  /** What a call notes on a new object. */
  static ObjectNode of(Params params) {
    return changed(Json.object(), params);
  }

  /**
   * Changes the metadata of an object: an empty value takes a key away, an empty {@code metadata}
   * all of them.
   */
  static void change(ObjectNode object, Params params) {
    object.set(NAME, changed((ObjectNode) object.get(NAME), params));
  }

  /** Sets the texts that a call gives; one that is empty becomes null. */
  static void setTexts(ObjectNode object, Params params) {
    for (String name : TEXTS) {
      if (params.values().containsKey(name)) {
        object.put(name, params.find(name));
      }
    }
  }

  private static ObjectNode changed(ObjectNode before, Params params) {
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
