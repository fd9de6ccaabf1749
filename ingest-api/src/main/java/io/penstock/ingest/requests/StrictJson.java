package io.penstock.ingest.requests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import java.io.IOException;

/** Reads a body as one JSON object, no more and no less, each member once. */
public final class StrictJson {
  private static final int MAX_DEPTH = 16;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  public static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private StrictJson() {}

  /**
   * @param body no byte at all reads as an empty object
   * @throws ProblemException 400 json_malformed
   */
  public static ObjectNode read(byte[] body) {
    if (body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      if (MAPPER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw malformed("The body must be a JSON object.");
    } catch (JsonProcessingException e) {
      boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
      throw malformed(
          (twice ? "The body has a member twice" : "The body is not valid JSON") + place(e) + ".");
    } catch (IOException e) {
      throw malformed("The body is not valid JSON: it is not UTF-8.");
    }
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : ", near line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static ProblemException malformed(String detail) {
    return Problems.refused(400, "json_malformed", detail);
  }

  /** The same bytes for the same content, whatever its white space and the order of members. */
  public static byte[] canonical(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a parsed tree cannot be written", e);
    }
  }
}
