package io.penstock.queries;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list, newest first.
 *
 * @param next from where it goes on; empty at its end
 */
record Page(List<ObjectNode> rows, Optional<Cursor> next) {

  static Page last(List<ObjectNode> rows) {
    return new Page(rows, Optional.empty());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.putArray("data").addAll(rows);
    json.put("next_cursor", next.map(Cursor::encoded).orElse(null));
    return json;
  }
}
