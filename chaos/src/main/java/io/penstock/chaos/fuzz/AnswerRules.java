package io.penstock.chaos.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What every answer keeps to, whatever was asked. */
final class AnswerRules {
  /** Reads JSON as its standard has it: nothing twice, nothing behind it. */
  static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final Pattern INTERNAL =
      Pattern.compile("java\\.|Exception|io\\.penstock|\\tat |org\\.(apache|eclipse)");

  private final Set<String> knownCodes;

  /**
   * @param knownCodes of problems; one that ends in * stands for all that begin so; empty: any of
   *     the right form
   */
  AnswerRules(Set<String> knownCodes) {
    this.knownCodes = knownCodes;
  }

  /** What is wrong with the answer, if anything is. */
  Optional<String> fault(WireRequest request, WireAnswer answer) {
    if (answer.status() >= 500) {
      return Optional.of("answered " + answer.status());
    }
    if (request.method().equals("HEAD")) {
      return Optional.empty();
    }
    if (answer.status() >= 400) {
      return problem(answer);
    }
    return !answer.header("content-encoding").equals("gzip")
            && answer.header("content-type").startsWith("application/json")
            && json(answer.body()).isMissingNode()
        ? Optional.of("the answer is no JSON")
        : Optional.empty();
  }

  private Optional<String> problem(WireAnswer answer) {
    if (!answer.header("content-type").startsWith("application/problem+json")) {
      return Optional.of(answer.status() + " without a problem");
    }
    JsonNode problem = json(answer.body());
    String code = problem.path("code").asText();
    boolean whole =
        problem.path("type").isTextual()
            && !problem.path("title").asText().isBlank()
            && problem.path("status").asInt() == answer.status()
            && !problem.path("detail").asText().isBlank()
            && problem.path("instance").isTextual()
            && code.matches("[a-z0-9_]+");
    if (!whole) {
      return Optional.of("a problem that is not whole");
    }
    if (!knownCodes.isEmpty() && knownCodes.stream().noneMatch(known -> covers(known, code))) {
      return Optional.of("the code " + code + " is in no list");
    }
    return INTERNAL.matcher(problem.path("detail").asText()).find()
        ? Optional.of("a problem names what is internal")
        : Optional.empty();
  }

  /** The JSON; missing where it is none. */
  static JsonNode json(byte[] text) {
    try {
      // By way of a text, as the door does: Jackson would take other encodings, too.
      String plain = new String(text, UTF_8);
      // RFC 8259 lets a reader pass over a mark of the byte order.
      JsonNode read = STRICT.readTree(plain.startsWith("\ufeff") ? plain.substring(1) : plain);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static boolean covers(String known, String code) {
    return known.endsWith("*")
        ? code.startsWith(known.substring(0, known.length() - 1))
        : code.equals(known);
  }
}
