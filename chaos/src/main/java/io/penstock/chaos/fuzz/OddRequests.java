package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Makes one part of a request odd: its body, a header, its method, its path, its query. */
final class OddRequests {
  private static final OddThings METHODS =
      new OddThings(
          List.of(
              "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "FOO", "post",
              "CONNECT"));
  private static final OddThings TYPES = OddThings.of("types", String::translateEscapes);
  private static final OddThings SEGMENTS = OddThings.of("segments", String::translateEscapes);
  private static final OddThings QUERIES = OddThings.of("queries", String::translateEscapes);
  private static final OddThings HEADERS = OddThings.of("headers", String::translateEscapes);

  /** JSON as it stands in the body. */
  private static final OddThings VALUES = OddThings.of("values", UnaryOperator.identity());

  private static final String HOLE = "\"@hole@\"";

  void makeOdd(Draft draft, RandomGenerator random) {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> oddMember(draft, random);
      case 4, 5 -> draft.body = oddBytes(draft.body, random);
      case 6 -> draft.method = METHODS.any(random);
      case 7 -> oddPath(draft, random);
      case 8 -> draft.target += (draft.target.contains("?") ? "&" : "?") + QUERIES.any(random);
      case 9, 10 -> oddHeader(draft, random);
      default -> oddFraming(draft, random);
    }
  }

  private static void oddMember(Draft draft, RandomGenerator random) {
    JsonNode body = AnswerRules.json(draft.body);
    draft.body = body.isContainerNode() ? oddMember(body, random) : oddBytes(draft.body, random);
  }

  private static void oddPath(Draft draft, RandomGenerator random) {
    int query = draft.target.indexOf('?');
    String path = query < 0 ? draft.target : draft.target.substring(0, query);
    String rest = query < 0 ? "" : draft.target.substring(query);
    int slash = path.lastIndexOf('/');
    String segment = SEGMENTS.any(random);
    draft.target =
        switch (random.nextInt(6)) {
              case 0 -> path.substring(0, slash + 1) + segment;
              case 1 -> path + segment;
              case 2 -> path + "/" + segment + "/post";
              case 3 -> "/" + segment + path;
              case 4 -> path.toUpperCase(Locale.ROOT) + "/";
              default -> "http://localhost" + path;
            }
            + rest;
  }

  private static void oddHeader(Draft draft, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      draft.without("Content-Type");
      draft.header("Content-Type", TYPES.any(random));
    } else if (random.nextInt(6) == 0) {
      draft.without("Idempotency-Key");
    } else {
      draft.headers.add(HEADERS.any(random));
    }
  }

  private static void oddFraming(Draft draft, RandomGenerator random) {
    switch (random.nextInt(4)) {
      case 0, 1 -> draft.chunked = true;
      case 2 -> draft.length = Math.max(0, draft.body.length - random.nextInt(1, 20));
      default -> draft.length = draft.body.length + (long) random.nextInt(1, 20);
    }
  }

  /** One member has an odd value, is gone, is there twice, or is one too many. */
  private static byte[] oddMember(JsonNode sound, RandomGenerator random) {
    JsonNode body = sound.deepCopy();
    List<ObjectNode> objects = new ArrayList<>();
    collect(body, objects);
    if (objects.isEmpty()) {
      return VALUES.any(random).getBytes(UTF_8);
    }
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.isEmpty() ? "amount" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(10)) {
      case 0 -> object.remove(name);
      case 1 -> object.put("unknown_" + name, "x");
      case 2 -> {
        object.set(name + "_", object.path(name));
        object.remove(name);
      }
      case 3 -> object.put(name.isEmpty() ? "" : name.substring(1), 1);
      case 4 -> grow(object);
      case 5 -> {
        String text = object.toString();
        return text.equals("{}")
            ? "{\"a\":1,\"a\":2}".getBytes(UTF_8)
            : body.toString().replace(text, twice(text, object, name, random)).getBytes(UTF_8);
      }
      default -> {
        object.put(name, "@hole@");
        return body.toString().replace(HOLE, VALUES.any(random)).getBytes(UTF_8);
      }
    }
    return body.toString().getBytes(UTF_8);
  }

  /** Bytes that are hardly JSON any more. */
  private static byte[] oddBytes(byte[] sound, RandomGenerator random) {
    String text = new String(sound, UTF_8);
    return switch (random.nextInt(13)) {
      case 0 -> Arrays.copyOf(sound, random.nextInt(sound.length + 1));
      case 1 -> flipped(sound, random);
      case 2 -> with(sound, random.nextInt(sound.length + 1), (byte) 0xC0, (byte) 0x80);
      case 3 -> with(sound, 0, (byte) 0xEF, (byte) 0xBB, (byte) 0xBF);
      case 4 -> text.getBytes(UTF_16);
      case 5 -> (text + text).getBytes(UTF_8);
      case 6 -> (text + "garbage").getBytes(UTF_8);
      case 7 -> "[".repeat(random.nextInt(1, 30_000)).getBytes(UTF_8);
      case 8 -> "{\"a\":".repeat(random.nextInt(1, 3_000)).getBytes(UTF_8);
      case 9 -> new byte[0];
      case 10 -> " \n\t ".getBytes(UTF_8);
      case 11 -> text.replace('"', '\'').getBytes(UTF_8);
      default -> with(sound, random.nextInt(sound.length + 1), (byte) random.nextInt(256));
    };
  }

  private static void grow(ObjectNode object) {
    ObjectNode notes = object.putObject("metadata");
    for (int i = 0; i < 17; i++) {
      notes.put("n" + i, "v");
    }
  }

  /** The same member once more, with another value or the same. */
  private static String twice(String text, ObjectNode object, String name, RandomGenerator random) {
    String value = random.nextBoolean() ? VALUES.any(random) : object.path(name).toString();
    return text.substring(0, text.length() - 1)
        + (object.isEmpty() ? "" : ",")
        + "\""
        + name
        + "\":"
        + (value.isEmpty() ? "1" : value)
        + "}";
  }

  private static byte[] flipped(byte[] sound, RandomGenerator random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] with(byte[] bytes, int at, byte... more) {
    byte[] whole = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(bytes, at, whole, at + more.length, bytes.length - at);
    System.arraycopy(more, 0, whole, at, more.length);
    return whole;
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    switch (node) {
      case ObjectNode object -> {
        objects.add(object);
        object.forEach(child -> collect(child, objects));
      }
      case ArrayNode array -> array.forEach(child -> collect(child, objects));
      default -> {
        // No object in it.
      }
    }
  }
}
