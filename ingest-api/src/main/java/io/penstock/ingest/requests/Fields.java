package io.penstock.ingest.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, read by name and type. What does not fit is a 400 that names the
 * member by its path, such as {@code credits[1].amount}. A null counts as missing.
 */
public final class Fields {
  private static final int MAX_NOTES = 16;
  private static final int MAX_NOTE_NAME = 64;
  private static final int MAX_NOTE = 256;

  private final ObjectNode json;
  private final String path;

  private Fields(ObjectNode json, String path) {
    this.json = json;
    this.path = path;
  }

  /** The members of a whole body. */
  public static Fields of(ObjectNode body) {
    return new Fields(body, "");
  }

  /**
   * @throws ProblemException unknown_field where there is any other member
   */
  public Fields only(Set<String> known) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw Problems.malformed("unknown_field", path(name), "There is no such field.");
              }
            });
    return this;
  }

  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  public String id(String name) {
    return required(name, idOrNull(name));
  }

  public @Nullable String idOrNull(String name) {
    String id = stringOrNull(name);
    return id == null ? null : Problems.requireId(path(name), id);
  }

  public String text(String name, int maxLength) {
    return required(name, textOrNull(name, maxLength));
  }

  public @Nullable String textOrNull(String name, int maxLength) {
    String text = stringOrNull(name);
    if (text != null) {
      Texts.require(text, path(name), 1, maxLength);
    }
    return text;
  }

  /** Minor units; any long is well formed. */
  public long amount(String name) {
    return required(name, amountOrNull(name));
  }

  public @Nullable Long amountOrNull(String name) {
    return has(name) ? (Long) Amounts.read(json.get(name), path(name)) : null;
  }

  public @Nullable Long integerOrNull(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = json.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrongType(name, "a 64-bit integer");
    }
    return value.longValue();
  }

  public boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (!json.get(name).isBoolean()) {
      throw wrongType(name, "true or false");
    }
    return json.get(name).booleanValue();
  }

  /** One of a few words; the fallback where it is missing. */
  public <T> T choice(String name, Map<String, T> words, T fallback) {
    return has(name) ? choice(name, words) : fallback;
  }

  /** One of a few words, which must be there. */
  public <T> T choice(String name, Map<String, T> words) {
    T chosen = words.get(required(name, stringOrNull(name)));
    if (chosen == null) {
      throw wrongType(name, String.join(" or ", new TreeSet<>(words.keySet())));
    }
    return chosen;
  }

  /** The members of an object that must be there. */
  public Fields object(String name) {
    if (!(required(name, has(name) ? json.get(name) : null) instanceof ObjectNode object)) {
      throw wrongType(name, "an object");
    }
    return new Fields(object, path(name) + '.');
  }

  /** Objects of an array that must be there. */
  public List<Fields> list(String name, int max) {
    JsonNode array = required(name, json.hasNonNull(name) ? json.get(name) : null);
    if (!array.isArray()) {
      throw wrongType(name, "an array");
    }
    if (array.isEmpty() || array.size() > max) {
      throw Problems.malformed(
          "field_out_of_range", path(name), "It must have 1 to " + max + " elements.");
    }
    List<Fields> elements = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      String place = path(name) + '[' + elements.size() + ']';
      if (!(element instanceof ObjectNode object)) {
        throw Problems.malformed("field_malformed", place, "It must be an object.");
      }
      elements.add(new Fields(object, place + '.'));
    }
    return elements;
  }

  /** The client's notes: an object of strings. */
  public Map<String, String> notes(String name) {
    return notes(name, false);
  }

  /** A change of the client's notes: an object of strings, in which null removes one. */
  public Map<String, @Nullable String> notesOrNulls(String name) {
    return notes(name, true);
  }

  private Map<String, @Nullable String> notes(String name, boolean nulls) {
    if (!has(name)) {
      return Map.of();
    }
    if (!(json.get(name) instanceof ObjectNode object)) {
      throw wrongType(name, "an object of strings");
    }
    if (object.size() > MAX_NOTES) {
      throw Problems.malformed(
          "field_out_of_range", path(name), "It must have at most " + MAX_NOTES + " members.");
    }
    Map<String, @Nullable String> notes = new LinkedHashMap<>();
    Fields members = new Fields(object, path(name) + '.');
    for (Map.Entry<String, JsonNode> note : object.properties()) {
      Texts.require(note.getKey(), path(name), 1, MAX_NOTE_NAME);
      if (nulls && note.getValue().isNull()) {
        notes.put(note.getKey(), null);
        continue;
      }
      if (!note.getValue().isTextual()) {
        throw members.wrongType(note.getKey(), "a string");
      }
      Texts.require(note.getValue().textValue(), members.path(note.getKey()), 0, MAX_NOTE);
      notes.put(note.getKey(), note.getValue().textValue());
    }
    return notes;
  }

  public @Nullable String stringOrNull(String name) {
    if (!has(name)) {
      return null;
    }
    if (!json.get(name).isTextual()) {
      throw wrongType(name, "a string");
    }
    return json.get(name).textValue();
  }

  /** The member's place in the whole body. */
  public String path(String name) {
    return path + name;
  }

  private <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw Problems.malformed("field_required", path(name), "It is required.");
    }
    return value;
  }

  private ProblemException wrongType(String name, String wanted) {
    return Problems.malformed("field_malformed", path(name), "It must be " + wanted + ".");
  }
}
