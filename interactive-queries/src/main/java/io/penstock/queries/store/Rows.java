package io.penstock.queries.store;

import io.penstock.schemas.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads rows of one store by the order of their keys. */
public final class Rows {
  /** '$' is the character after '#': a key with it ends everything that the key begins. */
  private static final char BEHIND_SEPARATOR = '$';

  private Rows() {}

  /** The first key behind all that begin with the part and '#'. */
  public static String behind(String part) {
    return part + BEHIND_SEPARATOR;
  }

  public static Optional<Row> at(ReadOnlyKeyValueStore<String, byte[]> store, String key) {
    byte @Nullable [] value = store.get(key);
    return value == null ? Optional.empty() : Optional.of(new Row(key, value));
  }

  /** Rows with the prefix and a number of at most {@code atMost}, highest first. */
  public static List<Row> newest(
      ReadOnlyKeyValueStore<String, byte[]> store, String prefix, long atMost, int limit) {
    String first = prefix + Keys.sequence(0);
    String last = prefix + Keys.sequence(Math.max(0, atMost));
    try (KeyValueIterator<String, byte[]> found = store.reverseRange(first, last)) {
      return taken(found, limit);
    }
  }

  /**
   * Of rows with keys of an id, a second id and a number: for each second id the one with the
   * highest number.
   */
  static List<Row> newestOfEach(ReadOnlyKeyValueStore<String, byte[]> store, String id, int limit) {
    List<Row> rows = new ArrayList<>();
    String end = behind(id);
    List<Row> next = between(store, id + '#', end, 1);
    while (rows.size() < limit && !next.isEmpty()) {
      String key = next.getFirst().key();
      int separator = key.indexOf('#', id.length() + 1);
      String both = separator < 0 ? key : key.substring(0, separator);
      rows.addAll(newest(store, both + '#', Long.MAX_VALUE, 1));
      next = between(store, behind(both), end, 1);
    }
    return rows;
  }

  /** Rows with keys from one, inclusive, to another, exclusive, in their order. */
  static List<Row> between(
      ReadOnlyKeyValueStore<String, byte[]> store, String from, String to, int limit) {
    if (from.compareTo(to) >= 0) {
      return List.of();
    }
    try (KeyValueIterator<String, byte[]> found = store.range(from, to)) {
      List<Row> rows = taken(found, limit);
      return !rows.isEmpty() && rows.getLast().key().equals(to)
          ? rows.subList(0, rows.size() - 1)
          : rows;
    }
  }

  private static List<Row> taken(KeyValueIterator<String, byte[]> found, int limit) {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < limit && found.hasNext()) {
      KeyValue<String, byte[]> next = found.next();
      rows.add(new Row(next.key, next.value));
    }
    return rows;
  }
}
