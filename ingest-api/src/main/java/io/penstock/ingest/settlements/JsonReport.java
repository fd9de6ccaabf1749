package io.penstock.ingest.settlements;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.StrictJson;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A settlement report in JSON, read object by object. */
public final class JsonReport {
  private JsonReport() {}

  /** JSON lines: an object a line; a line that is none spoils no other. */
  public static Iterator<ReportLine> ofLines(byte[] body) {
    var lines = new BufferedReader(new InputStreamReader(new ByteArrayInputStream(body), UTF_8));
    var number = new AtomicLong();
    return lines.lines().flatMap(line -> line(number.incrementAndGet(), line)).iterator();
  }

  private static Stream<ReportLine> line(long number, String line) {
    if (line.isBlank()) {
      return Stream.empty();
    }
    try {
      return Stream.of(line(number, StrictJson.read(line.getBytes(UTF_8))));
    } catch (ProblemException e) {
      return Stream.of(ReportLine.unreadable(number, e.problem()));
    }
  }

  /** An array of objects, or one object; the number of a line is that of the element. */
  public static Iterator<ReportLine> ofDocument(byte[] body) {
    try {
      var elements = new Elements(StrictJson.MAPPER.readerFor(JsonNode.class).readValues(body));
      return Stream.generate(elements::read)
          .takeWhile(Optional::isPresent)
          .flatMap(Optional::stream)
          .iterator();
    } catch (IOException e) {
      throw Problems.refused(400, "json_malformed", "The body is not valid JSON.");
    }
  }

  private static ReportLine line(long number, JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      return ReportLine.unreadable(
          number, Problem.of(400, "json_malformed", "It must be a JSON object."));
    }
    return ReportLine.of(number, object);
  }

  /** Of an array, until one is no JSON. */
  private static final class Elements {
    private final MappingIterator<JsonNode> elements;
    private long number;
    private boolean broken;

    Elements(MappingIterator<JsonNode> elements) {
      this.elements = elements;
    }

    Optional<ReportLine> read() {
      try {
        if (broken || !elements.hasNextValue()) {
          return Optional.empty();
        }
        JsonNode element = elements.nextValue();
        number++;
        return Optional.of(line(number, element));
      } catch (IOException e) {
        broken = true;
        return Optional.of(
            ReportLine.unreadable(
                number + 1,
                Problem.of(
                    400,
                    "json_malformed",
                    "From here on it is not valid JSON; nothing more was read.")));
      }
    }
  }
}
