package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.views.Json;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list, newest first.
 *
 * @param next from where it goes on; empty at its end
 */
public record Page(List<ObjectNode> rows, Optional<Cursor> next) {

  static Page last(List<ObjectNode> rows) {
    return new Page(rows, Optional.empty());
  }

  ObjectNode toJson() {
    return Json.page(rows, next.map(Cursor::encoded));
  }
}
