package io.penstock.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;

/** The API's JSON as tables for people. */
public final class JsonTable {

  private JsonTable() {}

  /** One thing: a line a member. */
  public static void ofThing(PrintWriter out, JsonNode thing) {
    Table table = Table.ofPairs();
    add(table, "", thing);
    table.print(out);
  }

  /** A list: a line a thing, with these members as columns; {@code a.b} is the b within a. */
  public static void ofList(PrintWriter out, JsonNode things, String... members) {
    Table table =
        Table.of(
            Arrays.stream(members)
                .map(member -> words(member).toUpperCase(Locale.ROOT))
                .toArray(String[]::new));
    for (JsonNode thing : things) {
      table.row(
          Arrays.stream(members)
              .map(member -> text(thing.at("/" + member.replace('.', '/'))))
              .toArray());
    }
    table.print(out);
  }

  private static void add(Table table, String indent, JsonNode thing) {
    for (var member : thing.properties()) {
      JsonNode value = member.getValue();
      String name = indent + words(member.getKey());
      if (value.isArray() && !value.isEmpty()) {
        value.forEach(
            item -> {
              table.row(name, item.isValueNode() ? text(item) : "");
              add(table, indent + "  ", item);
            });
      } else if (value.isObject() && !value.isEmpty()) {
        table.row(name, "");
        add(table, indent + "  ", value);
      } else {
        table.row(name, text(value));
      }
    }
  }

  private static String words(String member) {
    return member.replace('_', ' ').replace('.', ' ');
  }

  private static String text(JsonNode value) {
    String text = value.asText();
    return value.isNull() || text.isEmpty() ? "-" : text;
  }
}
