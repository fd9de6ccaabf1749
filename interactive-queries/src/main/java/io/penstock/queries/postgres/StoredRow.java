package io.penstock.queries.postgres;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row, its columns as the sinks write them: constants in lower case, notes as JSON, and times
 * that are milliseconds since 1970-01-01T00:00:00Z here.
 */
record StoredRow(ResultSet row) {
  private static final JsonMapper JSON = new JsonMapper();

  String text(String column) throws SQLException {
    return requireNonNull(textOrNull(column), column);
  }

  @Nullable String textOrNull(String column) throws SQLException {
    return row.getString(column);
  }

  int integer(String column) throws SQLException {
    return row.getInt(column);
  }

  @Nullable Integer integerOrNull(String column) throws SQLException {
    return row.getObject(column, Integer.class);
  }

  long number(String column) throws SQLException {
    return row.getLong(column);
  }

  @Nullable Long numberOrNull(String column) throws SQLException {
    return row.getObject(column, Long.class);
  }

  boolean isTrue(String column) throws SQLException {
    return row.getBoolean(column);
  }

  long time(String column) throws SQLException {
    return requireNonNull(timeOrNull(column), column);
  }

  @Nullable Long timeOrNull(String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant().toEpochMilli();
  }

  <E extends Enum<E>> E constant(Class<E> type, String column) throws SQLException {
    return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT));
  }

  JsonNode json(String column) throws SQLException {
    try {
      return JSON.readTree(text(column));
    } catch (JsonProcessingException e) {
      throw new SQLException("column " + column + " is no JSON", e);
    }
  }

  /** An object of texts. */
  Map<String, String> notes(String column) throws SQLException {
    Map<String, String> notes = new HashMap<>();
    json(column).properties().forEach(note -> notes.put(note.getKey(), note.getValue().asText()));
    return notes;
  }
}
