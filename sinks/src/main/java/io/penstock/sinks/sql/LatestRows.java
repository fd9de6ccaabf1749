package io.penstock.sinks.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table that holds the latest state of each thing. Rows only ever move forward; of several states
 * of a thing in one batch only the latest is sent.
 *
 * @param <R> a state
 */
public final class LatestRows<R> {
  private final List<Columns.Column<R>> key;
  private final BinaryOperator<R> later;
  private final MultiRowInsert<R> upsert;

  /**
   * @param key columns that name the thing
   * @param version columns that tell a later state from an earlier one, the weightiest first
   */
  public LatestRows(String table, Columns<R> columns, List<String> key, List<String> version) {
    this.key = columns.named(key);
    this.later = BinaryOperator.maxBy(byAll(columns.named(version)));
    this.upsert =
        MultiRowInsert.keepLatest(
            table,
            columns,
            key,
            "(%s) < (%s)".formatted(join(table, version), join("excluded", version)));
  }

  /**
   * @return number of rows that were inserted or updated
   */
  public int write(Connection connection, Collection<R> states) throws SQLException {
    Map<List<@Nullable Object>, R> latest = new HashMap<>();
    states.forEach(state -> latest.merge(keyOf(state), state, later));
    return upsert.execute(connection, latest.values());
  }

  private List<@Nullable Object> keyOf(R state) {
    List<@Nullable Object> values = new ArrayList<>(key.size());
    key.forEach(column -> values.add(column.value().apply(state)));
    return values;
  }

  private static <R> Comparator<R> byAll(List<Columns.Column<R>> version) {
    return version.stream()
        .map(column -> Comparator.<R>comparingLong(state -> number(column, state)))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private static <R> long number(Columns.Column<R> column, R state) {
    return column.value().apply(state) instanceof Number number ? number.longValue() : 0;
  }

  private static String join(String table, List<String> columns) {
    return String.join(", ", columns.stream().map(column -> table + "." + column).toList());
  }
}
