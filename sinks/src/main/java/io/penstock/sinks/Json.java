package io.penstock.sinks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.schemas.Credit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The two columns of transfers that are JSON. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  static String credits(List<Credit> credits) {
    return write(
        json -> {
          json.writeStartArray();
          for (Credit credit : credits) {
            json.writeStartObject();
            json.writeStringField("account_id", PostgresText.of(credit.getAccountId()));
            json.writeNumberField("amount_minor", credit.getAmountMinor());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static String object(Map<String, String> members) {
    if (members.isEmpty()) {
      return "{}";
    }
    return write(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, String> member : members.entrySet()) {
            json.writeStringField(
                PostgresText.of(member.getKey()), PostgresText.of(member.getValue()));
          }
          json.writeEndObject();
        });
  }

  private static String write(Content content) {
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
