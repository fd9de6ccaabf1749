package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.Table;
import io.penstock.schemas.Records;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with what its value holds, if that is in Confluent's wire format, read with the
 * schema that it was written with, whether it belongs to its topic or not.
 *
 * @param schema the schema's name; null where the value cannot be read
 * @param text what the value holds, as JSON, or why it cannot be read
 */
record DeadLetterContent(DeadLetter letter, @Nullable String schema, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Magic byte 0 and the schema's id. */
  private static final int HEADER_BYTES = 5;

  private static final int BYTES_A_LINE = 16;

  /** Reads it as well as it can be. */
  static DeadLetterContent of(DeadLetter letter, SchemaRegistry registry) {
    byte[] value = letter.value();
    if (value == null) {
      return new DeadLetterContent(letter, null, "there is no value");
    }
    if (value.length < HEADER_BYTES) {
      return new DeadLetterContent(letter, null, "shorter than the header of 5 bytes");
    }
    if (value[0] != 0) {
      return new DeadLetterContent(letter, null, "the first byte is " + value[0] + ", not 0");
    }
    try {
      return read(letter, value, registry.byId(ByteBuffer.wrap(value).getInt(1)));
    } catch (SchemaRegistry.UnknownSchemaException
        | SchemaRegistry.RegistryUnavailableException e) {
      return new DeadLetterContent(letter, null, String.valueOf(e.getMessage()));
    }
  }

  private static DeadLetterContent read(DeadLetter letter, byte[] value, Schema schema) {
    // Corrupt bytes may claim any number of items.
    Records.prepare();
    String name = schema.getFullName();
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
    try {
      Object content = new GenericDatumReader<>(schema).read(null, decoder);
      return decoder.isEnd()
          ? new DeadLetterContent(letter, name, String.valueOf(content))
          : new DeadLetterContent(letter, null, "bytes left over behind a " + name);
    } catch (EOFException e) {
      return new DeadLetterContent(letter, null, "truncated within a " + name);
    } catch (IOException | RuntimeException e) {
      // Corrupt bytes make Avro throw nearly anything.
      return new DeadLetterContent(letter, null, "not a " + name + ": " + e.getMessage());
    }
  }

  /** For machines; bytes are base64. */
  ObjectNode asJson() {
    ObjectNode json = letter.asJson();
    for (Header header : letter.headers()) {
      json.withArray("headers")
          .addObject()
          .put("name", header.key())
          .put("text", header.value() == null ? null : new String(header.value(), UTF_8))
          .put("bytes", header.value());
    }
    json.put("key_bytes", letter.record().key());
    json.put("value_bytes", letter.value());
    if (schema == null) {
      return json.put("unreadable", text);
    }
    json.put("schema", schema);
    try {
      return json.set("value", JSON.readTree(text));
    } catch (JsonProcessingException e) {
      // Avro's text is JSON but for numbers that are none: NaN, Infinity.
      return json.put("value", text);
    }
  }

  /** For people. */
  void print(PrintWriter out) {
    Table facts = Table.ofPairs();
    facts.row("dead letter", letter.address());
    facts.row("source", letter.source());
    facts.row("time", letter.time());
    facts.row("replayed", letter.replayedAt() == null ? "no" : letter.replayedAt());
    facts.row("key", Objects.requireNonNullElse(letter.key(), "-"));
    facts.row("reason", letter.reason());
    facts.print(out);
    out.println("\nheaders");
    for (Header header : letter.headers()) {
      String value = header.value() == null ? "-" : new String(header.value(), UTF_8);
      out.println("  " + header.key() + ": " + value.strip().replace("\n", "\n    "));
    }
    byte[] value = letter.value();
    out.println("\nvalue, " + (value == null ? "none" : value.length + " bytes"));
    out.print(value == null ? "" : dump(value));
    out.println();
    out.println(schema == null ? "not readable as Avro: " + text : schema + "\n" + text);
  }

  /** Sixteen bytes a line, in hex and as text. */
  private static String dump(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int start = 0; start < bytes.length; start += BYTES_A_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = start; i < Math.min(bytes.length, start + BYTES_A_LINE); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      dump.append(String.format(Locale.ROOT, "%08x  %-48s |%s|%n", start, hex, text));
    }
    return dump.toString();
  }
}
