package io.penstock.sinks.sql;

import io.penstock.schemas.tables.Columns;
import io.penstock.schemas.tables.Columns.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * A table that holds the latest state of each thing. Rows only ever move forward; of several states
 * of a thing in one batch only the latest is sent.
 *
 * @param <R> a state
 */
final class LatestRows<R> {
  private final List<Column<R>> key;
  private final BinaryOperator<R> later;
  private final MultiRowInsert<R> upsert;

  /**
   * @param key columns that name the thing
   * @param version columns that tell a later state from an earlier one, the weightiest first
   */
  LatestRows(String table, Columns<R> columns, List<String> key, List<String> version) {
    this.key = columns.named(key);
    later = BinaryOperator.maxBy(byAll(columns.named(version)));
    String changes =
        columns.all().stream()
            .map(Column::name)
            .filter(name -> !key.contains(name))
            .map(name -> name + " = excluded." + name)
            .collect(Collectors.joining(", "));
    upsert =
        new MultiRowInsert<>(
            table,
            columns,
            "(%s) DO UPDATE SET %s WHERE (%s) < (%s)"
                .formatted(
                    String.join(", ", key),
                    changes,
                    table + "." + String.join(", " + table + ".", version),
                    "excluded." + String.join(", excluded.", version)));
  }

  /**
   * @return number of rows that were inserted or updated
   */
  int write(Connection connection, Collection<R> states) throws SQLException {
    Map<List<Object>, R> latest = new HashMap<>();
    states.forEach(state -> latest.merge(keyOf(state), state, later));
    return upsert.execute(connection, latest.values());
  }

  private List<Object> keyOf(R state) {
    return key.stream().<Object>map(column -> column.value().apply(state)).toList();
  }

  private static <R> Comparator<R> byAll(List<Column<R>> version) {
    return version.stream()
        .map(column -> Comparator.<R>comparingLong(state -> number(column, state)))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private static <R> long number(Column<R> column, R state) {
    return column.value().apply(state) instanceof Number number ? number.longValue() : 0;
  }
}
