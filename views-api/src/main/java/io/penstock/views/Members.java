package io.penstock.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.tables.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a fact as members of JSON, in this order; what is null is left out. A member is called
 * as its field is, without the unit: {@code amount_minor} is {@code amount}, {@code created_at_ms}
 * is {@code created_at} and a time. {@code creation.amount} is a field of a record within, and
 * {@code code as y.z} a member of another name, in an object within.
 */
public final class Members {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<Member> members;

  private Members(List<Member> members) {
    this.members = members;
  }

  private record Member(List<String> objects, String name, List<Schema.Field> path) {}

  /**
   * @param members with commas between them
   */
  public static Members of(Schema fact, String members) {
    return new Members(
        Arrays.stream(members.strip().split(",\\s*", -1))
            .map(member -> member(fact, member))
            .toList());
  }

  private static Member member(Schema fact, String declaration) {
    List<String> sides = List.of(declaration.split("\\s+as\\s+", -1));
    List<Schema.Field> path = new ArrayList<>();
    Schema schema = fact;
    for (String name : sides.getFirst().split("\\.", -1)) {
      Schema.Field field =
          schema.getFields().stream()
              .filter(each -> nameOf(each).equals(name))
              .findFirst()
              .orElseThrow();
      path.add(field);
      schema = Columns.typeOf(field);
    }
    List<String> names =
        sides.size() == 1
            ? List.of(nameOf(path.getLast()))
            : List.of(sides.getLast().split("\\.", -1));
    return new Member(names.subList(0, names.size() - 1), names.getLast(), path);
  }

  private static String nameOf(Schema.Field field) {
    return field.name().replaceFirst("_(minor|ms)$", "");
  }

  public ObjectNode of(IndexedRecord fact) {
    return addTo(Json.object(), fact);
  }

  public ObjectNode addTo(ObjectNode json, IndexedRecord fact) {
    for (Member member : members) {
      Object value = valueOf(fact, member.path);
      if (value != null) {
        ObjectNode object = json;
        for (String within : member.objects) {
          object = object.withObjectProperty(within);
        }
        object.set(member.name, json(member.path.getLast(), value));
      }
    }
    return json;
  }

  private static @Nullable Object valueOf(IndexedRecord fact, List<Schema.Field> path) {
    Object value = fact;
    for (Schema.Field field : path) {
      value = value instanceof IndexedRecord record ? record.get(field.pos()) : null;
    }
    return value;
  }

  private static JsonNode json(Schema.Field field, Object value) {
    return value instanceof Long time && field.name().endsWith("_ms")
        ? NODES.textNode(Json.time(time))
        : json(value);
  }

  private static JsonNode json(Object value) {
    return switch (value) {
      case Boolean truth -> NODES.booleanNode(truth);
      case Number number -> NODES.numberNode(number.longValue());
      case Enum<?> constant -> NODES.textNode(Json.lowerCase(constant));
      case Map<?, ?> texts -> {
        ObjectNode object = NODES.objectNode();
        texts.forEach((name, text) -> object.put(name.toString(), text.toString()));
        yield object;
      }
      case Collection<?> items -> {
        ArrayNode array = NODES.arrayNode(items.size());
        items.forEach(item -> array.add(json(item)));
        yield array;
      }
      case IndexedRecord record -> {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
          Object each = record.get(field.pos());
          object.set(nameOf(field), each == null ? NODES.nullNode() : json(field, each));
        }
        yield object;
      }
      default -> NODES.textNode(value.toString());
    };
  }
}
