package io.penstock.app.cli.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a change; what is not given is left out. */
final class Body {
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();

  Body put(String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
    return this;
  }

  Body put(String name, @Nullable Long value) {
    if (value != null) {
      json.put(name, value);
    }
    return this;
  }

  Body put(String name, @Nullable Map<String, String> notes) {
    if (notes != null) {
      notes.forEach(json.putObject(name)::put);
    }
    return this;
  }

  ObjectNode json() {
    return json;
  }
}
