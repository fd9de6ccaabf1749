package io.penstock.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

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
}
