package io.penstock.ingest.requests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One member of a body, said once for the door and for the document.
 *
 * @param required whether the document asks for it always
 * @param description for people, empty where its kind says enough
 */
public record Member<T>(String name, Kind<T> kind, boolean required, String description) {

  public static <T> Member<T> required(String name, Kind<T> kind) {
    return new Member<>(name, kind, true, "");
  }

  public static <T> Member<T> optional(String name, Kind<T> kind) {
    return new Member<>(name, kind, false, "");
  }

  public Member<T> describedAs(String text) {
    return new Member<>(name, kind, required, text);
  }

  ObjectNode schema() {
    ObjectNode schema =
        kind.component() == null
            ? kind.schema().deepCopy()
            : JsonNodeFactory.instance.objectNode().put("$ref", Form.COMPONENTS + kind.component());
    return description.isEmpty() ? schema : schema.put("description", description);
  }
}
