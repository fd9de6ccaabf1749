package io.penstock.schemas.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Lists and maps of facts as JSON; the members of a record are called as columns are. */
final class JsonColumn {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonColumn() {}

  static String text(Object value) {
    return json(value).toString();
  }

  static JsonNode json(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case JsonNode json -> json;
      case Map<?, ?> members -> {
        ObjectNode object = NODES.objectNode();
        members.forEach((name, member) -> object.set(Columns.text(name.toString()), json(member)));
        yield object;
      }
      case Collection<?> items -> {
        ArrayNode array = NODES.arrayNode(items.size());
        items.forEach(item -> array.add(json(item)));
        yield array;
      }
      case IndexedRecord record -> object(record);
      case Enum<?> constant -> NODES.textNode(constant.name().toLowerCase(Locale.ROOT));
      case Number number -> NODES.numberNode(number.longValue());
      default -> NODES.textNode(Columns.text(value.toString()));
    };
  }

  private static ObjectNode object(IndexedRecord record) {
    ObjectNode object = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      boolean isTime = Columns.isTime(field) && value instanceof Long;
      object.set(
          Columns.nameOf(field),
          json(isTime ? Instant.ofEpochMilli((Long) value).toString() : value));
    }
    return object;
  }

  static @Nullable Object value(String text, Schema schema) throws SQLException {
    try {
      return value(JSON.readTree(text), schema);
    } catch (JsonProcessingException e) {
      throw new SQLException("no JSON: " + text, e);
    }
  }

  private static Object value(JsonNode json, Schema schema) {
    return switch (schema.getType()) {
      case MAP -> {
        Map<String, Object> members = new HashMap<>();
        json.properties()
            .forEach(
                each -> members.put(each.getKey(), value(each.getValue(), schema.getValueType())));
        yield members;
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        json.forEach(item -> items.add(value(item, schema.getElementType())));
        yield items;
      }
      case RECORD -> {
        IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), value(json.path(Columns.nameOf(field)), field.schema()));
        }
        yield record;
      }
      case LONG -> json.asLong();
      case STRING -> json.asText();
      case ENUM, UNION, INT, FIXED, BYTES, FLOAT, DOUBLE, BOOLEAN, NULL ->
          throw new IllegalArgumentException("not read from JSON: " + schema);
    };
  }
}
