package io.penstock.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rows for people: columns as wide as they must be, two spaces apart. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with a line of titles. */
  public static Table of(String... titles) {
    Table table = new Table();
    table.rows.add(List.of(titles));
    return table;
  }

  /** A table of names and values. */
  public static Table ofPairs() {
    return new Table();
  }

  public Table row(Object... cells) {
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  public void print(PrintWriter out) {
    List<Integer> widths = widths();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).repeat(' ', widths.get(i) - row.get(i).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    return widths;
  }

  /** Prints JSON of the API, one thing: a line a member. */
  public static void printThing(PrintWriter out, JsonNode thing) {
    Table table = Table.ofPairs();
    add(table, "", thing);
    table.print(out);
  }

  /**
   * Prints a list of it: a line a thing, with these members as columns; {@code a.b} is the b within
   * a.
   */
  public static void printList(PrintWriter out, JsonNode things, String... members) {
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
