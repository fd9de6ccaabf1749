package io.penstock.queries.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * SQL and the values of its parameters, in their order. What a client said is only ever a value.
 */
record Clause(String sql, List<Object> values) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long YEAR_9999 = 253_402_300_799_999L;

  /** The texts of Postgres have no character 0; what the sinks put in its place is looked for. */
  static Clause of(String sql, Object... values) {
    List<Object> all = new ArrayList<>();
    for (Object value : values) {
      all.add(value instanceof String text ? text.replace('\0', '\uFFFD') : value);
    }
    return new Clause(sql, all);
  }

  Clause and(Clause other) {
    return then(" AND " + other.sql, other.values);
  }

  Clause then(String more) {
    return then(more, List.of());
  }

  Clause then(Clause other) {
    return then(other.sql, other.values);
  }

  private Clause then(String more, List<Object> further) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(further);
    return new Clause(sql + more, all);
  }

  /** In parentheses, with something before. */
  Clause within(String before) {
    return new Clause(before + "(" + sql + ")", values);
  }

  /** One of the constants, or any where none is named. */
  static Clause oneOf(String column, List<? extends Enum<?>> constants) {
    String names =
        constants.stream()
            .map(constant -> "'" + lower(constant) + "'")
            .collect(Collectors.joining(", "));
    return of(names.isEmpty() ? "true" : column + " IN (" + names + ")");
  }

  /** A constant as the sinks write it. */
  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Milliseconds since the epoch as Postgres takes them, which knows no year of six digits. */
  static OffsetDateTime time(long epochMs) {
    return Instant.ofEpochMilli(Math.clamp(epochMs, 0, YEAR_9999)).atOffset(ZoneOffset.UTC);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value).replace("\\u0000", "\uFFFD");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }
}
