package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Dead letters for machines; bytes are base64. */
final class DeadLetterJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DeadLetterJson() {}

  static ArrayNode of(List<DeadLetter> letters) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    letters.forEach(letter -> all.add(of(letter)));
    return all;
  }

  private static ObjectNode of(DeadLetter letter) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("address", letter.address().toString());
    json.put("topic", letter.address().topic());
    json.put("partition", letter.address().partition());
    json.put("offset", letter.address().offset());
    json.put("source_topic", letter.sourceTopic());
    json.put("source", letter.source());
    json.put("key", letter.keyText());
    json.put("reason", letter.reason());
    json.put("time", letter.time().toString());
    json.put("replayed_at", letter.replayedAt() == null ? null : letter.replayedAt().toString());
    return json;
  }

  static ObjectNode of(DeadLetter letter, WireValue content) {
    ObjectNode json = of(letter);
    letter
        .headers()
        .forEach(
            header ->
                json.withArray("headers")
                    .addObject()
                    .put("name", header.key())
                    .put("text", header.value() == null ? null : new String(header.value(), UTF_8))
                    .put("bytes", header.value()));
    json.put("key_bytes", letter.key());
    json.put("value_bytes", letter.value());
    switch (content) {
      case WireValue.Decoded(String schema, String text) -> {
        json.put("schema", schema);
        try {
          json.set("value", JSON.readTree(text));
        } catch (JsonProcessingException e) {
          // Avro's text is JSON but for numbers that are none: NaN, Infinity.
          json.put("value", text);
        }
      }
      case WireValue.Undecodable(String reason) -> json.put("unreadable", reason);
    }
    return json;
  }
}
