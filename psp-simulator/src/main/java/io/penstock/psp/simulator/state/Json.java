package io.penstock.psp.simulator.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** JSON documents as the simulator keeps and answers them. */
public final class Json {
  public static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static String id(JsonNode document) {
    return text(document, "id");
  }

  public static String text(JsonNode document, String member) {
    return document.get(member).textValue();
  }

  public static long number(JsonNode document, String member) {
    return document.get(member).longValue();
  }

  /** Reads an object that this class wrote. */
  public static ObjectNode read(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a resource beside a class. */
  public static <T> T resource(Class<?> beside, String name, Class<T> type) {
    try (InputStream content = requireNonNull(beside.getResourceAsStream(name))) {
      return MAPPER.readValue(content, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document as callers see it: members that start with an underscore are ours alone. */
  public static ObjectNode visible(ObjectNode document) {
    ObjectNode copy = document.deepCopy();
    copy.properties().removeIf(member -> member.getKey().startsWith("_"));
    return copy;
  }

  /** SHA-256 of a text, in hexadecimal digits. */
  public static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
