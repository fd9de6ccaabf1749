package io.penstock.sinks.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Credit;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.Mismatch;
import io.penstock.sinks.sql.PostgresText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The columns that are JSON. */
final class JsonColumns {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonColumns() {}

  static String credits(List<Credit> credits) {
    return array(
        credits,
        (json, credit) -> {
          text(json, "account_id", credit.getAccountId());
          json.writeNumberField("amount_minor", credit.getAmountMinor());
        });
  }

  static String rules(List<FiredRule> rules) {
    return array(
        rules,
        (json, rule) -> {
          text(json, "rule", rule.getRule());
          text(json, "decision", rule.getDecision().name().toLowerCase(Locale.ROOT));
          text(json, "observed", rule.getObserved());
          text(json, "limit", rule.getLimit());
          text(json, "detail", rule.getDetail());
        });
  }

  static String mismatches(List<Mismatch> mismatches) {
    return array(
        mismatches,
        (json, mismatch) -> {
          text(json, "field", mismatch.getField());
          text(json, "expected", mismatch.getExpected());
          text(json, "reported", mismatch.getReported());
        });
  }

  static String resolutions(List<CaseResolution> resolutions) {
    return array(
        resolutions,
        (json, resolution) -> {
          text(json, "reason", resolution.getReason());
          text(json, "actor", resolution.getActor());
          text(json, "booking", resolution.getBooking().name().toLowerCase(Locale.ROOT));
          json.writeArrayFieldStart("transfer_ids");
          for (String id : resolution.getTransferIds()) {
            json.writeString(id);
          }
          json.writeEndArray();
          text(json, "resolved_at", Instant.ofEpochMilli(resolution.getResolvedAtMs()).toString());
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
            text(json, PostgresText.of(member.getKey()), member.getValue());
          }
          json.writeEndObject();
        });
  }

  private static <T> String array(List<T> items, Members<T> members) {
    if (items.isEmpty()) {
      return "[]";
    }
    return write(
        json -> {
          json.writeStartArray();
          for (T item : items) {
            json.writeStartObject();
            members.write(json, item);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    json.writeStringField(name, PostgresText.of(value));
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

  private interface Members<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
