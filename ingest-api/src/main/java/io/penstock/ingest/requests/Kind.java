package io.penstock.ingest.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.Ids;
import io.penstock.views.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a body holds, said once: the door reads it so, and the document shows its
 * schema.
 *
 * @param reader takes a value that is there, and refuses one that does not fit
 * @param schema in JSON Schema, as the document has it
 * @param component its name among the document's schemas; null where it stands in its place
 * @param part the form of the objects that it holds; null where it holds none
 */
public record Kind<T>(
    Reader<T> reader, JsonNode schema, @Nullable String component, @Nullable Form part) {

  /** Reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * @param place of the value in the whole body, such as {@code credits[1].amount}
     * @throws ProblemException 400 that names the place
     */
    T read(JsonNode value, String place);
  }

  /** What an amount looks like, for whoever sent another thing. */
  public static final String AMOUNT_SHAPE =
      "An amount is an integer in minor units, or a string of its digits.";

  private static final Pattern SIGNED = Pattern.compile("-?[0-9]{1,64}");
  private static final int MAX_NOTES = 16;
  private static final int MAX_NOTE_NAME = 64;
  private static final int MAX_NOTE = 256;

  /** Any string. */
  public static final Kind<String> STRING = of(Kind::string, "{\"type\": \"string\"}");

  /** An id that a command may name. */
  public static final Kind<String> ID =
      STRING
          .then((id, place) -> Problems.requireId(place, id))
          .shownAs(
              """
              {"type": "string",
               "pattern": "^(?!\\\\.{1,2}$)(?!:)(?!.*:$)[A-Za-z0-9._:-]{1,64}$",
               "description": "Up to 64 characters of A-Za-z0-9._:-, not '.' or '..', no ':' first or last. In a POST never with '::', which names a step of a flow (id_reserved); look-ups may name such an id."}
              """)
          .named("Id");

  /** The id of a payment; whether a payment can have it is for the call to say. */
  public static final Kind<String> PAYMENT_ID =
      ID.shownAs(
              """
              {"type": "string",
               "pattern": "^(?!\\\\.{1,2}$)(?!:)(?!.*:$)(?!.*::)[A-Za-z0-9._:-]{1,%d}$",
               "description": "Up to %<d characters of A-Za-z0-9._:-, not '.' or '..', no ':' first or last, without '::'."}
              """
                  .formatted(Ids.MAX_PAYMENT_LENGTH))
          .named("PaymentId");

  /** Minor units; any long is well formed, and whether it may be is for the rules to say. */
  public static final Kind<Long> AMOUNT =
      of(
              Kind::amount,
              """
              {"description": "Minor units of the currency: a JSON integer, or a string of its digits.",
               "oneOf": [{"type": "integer", "format": "int64"}, {"type": "string", "pattern": "^[0-9]{1,64}$"}]}
              """)
          .named("Amount");

  /** A currency's code, which the rules know. */
  public static final Kind<String> CURRENCY =
      text(16)
          .shownAs(
              """
              {"type": "string", "description": "Current ISO 4217 code.", "minLength": 1, "maxLength": 16,
               "examples": ["USD"]}
              """)
          .named("Currency");

  /** Any 64-bit integer. */
  public static final Kind<Long> INTEGER =
      of(
          (value, place) -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
              throw wrongType(place, "a 64-bit integer");
            }
            return value.longValue();
          },
          "{\"type\": \"integer\"}");

  /** True, or false by default. */
  public static final Kind<Boolean> FLAG =
      of(
          (value, place) -> {
            if (!value.isBoolean()) {
              throw wrongType(place, "true or false");
            }
            return value.booleanValue();
          },
          "{\"type\": \"boolean\", \"default\": false}");

  /** The client's notes: an object of strings. */
  public static final Kind<Map<String, String>> NOTES =
      of(
              (value, place) -> notes(value, place, false),
              """
              {"type": "object",
               "description": "The client's own notes: at most %1$d, names up to %2$d and values up to %3$d characters.",
               "maxProperties": %1$d,
               "propertyNames": {"minLength": 1, "maxLength": %2$d},
               "additionalProperties": {"type": "string", "maxLength": %3$d}}
              """
                  .formatted(MAX_NOTES, MAX_NOTE_NAME, MAX_NOTE))
          .named("Metadata");

  /** A change of the client's notes: an object of strings, in which null removes one. */
  public static final Kind<Map<String, @Nullable String>> NOTES_OR_NULLS =
      of(
          (value, place) -> notes(value, place, true),
          """
          {"type": "object", "maxProperties": %d,
           "additionalProperties": {"type": ["string", "null"], "maxLength": %d}}
          """
              .formatted(MAX_NOTES, MAX_NOTE));

  /** Text of 1 to so many characters. */
  public static Kind<String> text(int maxLength) {
    return STRING
        .then((text, place) -> requireText(text, place, 1, maxLength))
        .shownAs(
            "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": %d}".formatted(maxLength));
  }

  /**
   * Text of a pattern.
   *
   * @param wanted what it must have, in words
   */
  public static Kind<String> matching(Pattern pattern, String wanted) {
    return STRING
        .then(
            (text, place) -> {
              if (!pattern.matcher(text).matches()) {
                throw Problems.malformed("field_malformed", place, wanted);
              }
              return text;
            })
        .shownAs(
            "{\"type\": \"string\", \"pattern\": %s}"
                .formatted(StrictJson.MAPPER.valueToTree("^" + pattern.pattern() + "$")));
  }

  /**
   * One of an enum's constants, in lower case.
   *
   * @param otherwise what holds where it is left out, for the document; null: it is required
   */
  public static <E extends Enum<E>> Kind<E> choice(Class<E> type, @Nullable E otherwise) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(Json.lowerCase(constant), constant);
    }
    ObjectNode schema = StrictJson.MAPPER.createObjectNode().put("type", "string");
    words.keySet().forEach(schema.putArray("enum")::add);
    if (otherwise != null) {
      schema.put("default", Json.lowerCase(otherwise));
    }
    return STRING
        .then(
            (word, place) -> {
              E chosen = words.get(word);
              if (chosen == null) {
                throw wrongType(place, String.join(" or ", new TreeSet<>(words.keySet())));
              }
              return chosen;
            })
        .shownAs(schema.toString());
  }

  /** An object within the body; its members are not looked at yet. */
  public static Kind<Fields> object(Form form) {
    return new Kind<>(
        (value, place) -> element(form, value, place), json(form.reference()), null, form);
  }

  /** An array of objects, whose members are not looked at yet. */
  public static Kind<List<Fields>> list(Form form, int max) {
    return new Kind<>(
        (value, place) -> elements(form, max, value, place),
        json(
            "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": %d, \"items\": %s}"
                .formatted(max, form.reference())),
        null,
        form);
  }

  private static <T> Kind<T> of(Reader<T> reader, String schema) {
    return new Kind<>(reader, json(schema), null, null);
  }

  private static JsonNode json(String schema) {
    try {
      return StrictJson.MAPPER.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a schema is no JSON: " + schema, e);
    }
  }

  /** The same, and then a further look, which may refuse it. */
  public <U> Kind<U> then(BiFunction<T, String, U> further) {
    return new Kind<>(
        (value, place) -> further.apply(reader.read(value, place), place), schema, component, part);
  }

  /** The same with another schema in its place. */
  public Kind<T> shownAs(String other) {
    return new Kind<>(reader, json(other), null, part);
  }

  /** The same as a schema of the document, which others may refer to. */
  public Kind<T> named(String name) {
    return new Kind<>(reader, schema, name, part);
  }

  private static String string(JsonNode value, String place) {
    if (!value.isTextual()) {
      throw wrongType(place, "a string");
    }
    return value.textValue();
  }

  private static long amount(JsonNode value, String place) {
    if (!value.isIntegralNumber() && !value.isTextual()) {
      throw Problems.malformed("amount_malformed", place, AMOUNT_SHAPE);
    }
    if (value.isTextual() && !SIGNED.matcher(value.textValue()).matches()) {
      throw Problems.malformed("amount_malformed", place, AMOUNT_SHAPE);
    }
    BigInteger amount =
        value.isTextual() ? new BigInteger(value.textValue()) : value.bigIntegerValue();
    if (amount.bitLength() > 63) {
      throw Problems.malformed(
          "amount_out_of_range", place, "An amount must fit into a signed 64-bit integer.");
    }
    return amount.longValue();
  }

  private static List<Fields> elements(Form form, int max, JsonNode array, String place) {
    if (!array.isArray()) {
      throw wrongType(place, "an array");
    }
    if (array.isEmpty() || array.size() > max) {
      throw Problems.malformed(
          "field_out_of_range", place, "It must have 1 to " + max + " elements.");
    }
    List<Fields> elements = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      elements.add(element(form, element, place + '[' + elements.size() + ']'));
    }
    return elements;
  }

  private static Fields element(Form form, JsonNode value, String place) {
    if (!(value instanceof ObjectNode object)) {
      throw wrongType(place, "an object");
    }
    return new Fields(form, object, place + '.');
  }

  private static Map<String, @Nullable String> notes(JsonNode value, String place, boolean nulls) {
    if (!(value instanceof ObjectNode object)) {
      throw wrongType(place, "an object of strings");
    }
    if (object.size() > MAX_NOTES) {
      throw Problems.malformed(
          "field_out_of_range", place, "It must have at most " + MAX_NOTES + " members.");
    }
    Map<String, @Nullable String> notes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> note : object.properties()) {
      String name = requireText(note.getKey(), place, 1, MAX_NOTE_NAME);
      if (nulls && note.getValue().isNull()) {
        notes.put(name, null);
      } else {
        String at = place + '.' + name;
        notes.put(name, requireText(string(note.getValue(), at), at, 0, MAX_NOTE));
      }
    }
    return notes;
  }

  /** Text that every part of the system can store: no NUL, no half of a surrogate pair. */
  private static String requireText(String text, String place, int minLength, int maxLength) {
    if (text.length() < minLength || text.length() > maxLength) {
      throw Problems.malformed(
          "field_out_of_range",
          place,
          "It must have " + minLength + " to " + maxLength + " characters.");
    }
    boolean storable =
        text.codePoints()
            .noneMatch(
                c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    if (!storable) {
      throw Problems.malformed(
          "field_malformed", place, "It must be Unicode text without the character U+0000.");
    }
    return text;
  }

  private static ProblemException wrongType(String place, String wanted) {
    return Problems.malformed("field_malformed", place, "It must be " + wanted + ".");
  }
}
