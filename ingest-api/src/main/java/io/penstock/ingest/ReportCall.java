package io.penstock.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import io.penstock.schemas.http.Problem;
import io.penstock.schemas.http.ProblemException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a settlement report in, line by line: good lines to their topic, the others named. */
final class ReportCall {
  private static final Logger LOG = LoggerFactory.getLogger(ReportCall.class);

  /** Lines whose acknowledgement is waited for together. */
  private static final int AT_ONCE = 5_000;

  /** More refused lines are counted but not named. */
  private static final int MOST_NAMED = 1_000;

  private final CommandProducer producer;

  ReportCall(CommandProducer producer) {
    this.producer = producer;
  }

  /**
   * The report's lines, by the type that the request says; without one, by how the body begins.
   *
   * @throws ProblemException 415 for any other type, 400 where the header row or JSON is none
   */
  static Iterator<ReportLine> lines(Context ctx, byte[] body) {
    RequestBody.requirePlain(ctx);
    if (body.length == 0) {
      throw Problems.refused(400, "report_empty", "The body has no lines.");
    }
    return switch (RequestBody.mediaType(ctx)) {
      case "text/csv", "application/csv" -> CsvReport.lines(body);
      case "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/jsonlines" ->
          JsonReport.ofLines(body);
      case "application/json" -> JsonReport.ofDocument(body);
      case "" -> body[0] == '{' ? JsonReport.ofLines(body) : CsvReport.lines(body);
      default ->
          throw RequestBody.unsupported(
              "Content-Type", "Send text/csv, application/x-ndjson or application/json.");
    };
  }

  /**
   * @throws ProblemException 503 where Kafka took no line, 504 where it may have taken some
   */
  Answer take(Iterator<ReportLine> lines, String reportId) {
    Tally tally = new Tally();
    List<CompletableFuture<Void>> sent = new ArrayList<>(AT_ONCE);
    while (lines.hasNext()) {
      ReportLine line = lines.next();
      try {
        sent.add(send(SettlementForm.read(line, reportId)));
      } catch (ProblemException e) {
        tally.refuse(line.number(), e.problem());
      }
      if (sent.size() == AT_ONCE) {
        await(sent, tally);
      }
    }
    await(sent, tally);
    LOG.atInfo()
        .addKeyValue("report_id", reportId)
        .addKeyValue("taken", tally.taken)
        .addKeyValue("refused", tally.refused)
        .log("settlement report taken");
    return tally.answer(reportId);
  }

  private CompletableFuture<Void> send(SettlementLine line) {
    String key = line.getPaymentId() == null ? line.getPspReference() : line.getPaymentId();
    return producer.send(Topics.SETTLEMENTS_REPORTED, String.valueOf(key), line);
  }

  private static void await(List<CompletableFuture<Void>> sent, Tally tally) {
    for (CompletableFuture<Void> line : sent) {
      try {
        Deliveries.await(line);
      } catch (ProblemException e) {
        throw tally.taken == 0 ? e : new ProblemException(Problems.NOT_ACKNOWLEDGED);
      }
      tally.taken++;
    }
    sent.clear();
  }

  /** What became of the lines so far. */
  private static final class Tally {
    private long taken;
    private long refused;
    private final ArrayNode named = JsonNodeFactory.instance.arrayNode();

    void refuse(long number, Problem problem) {
      refused++;
      if (refused <= MOST_NAMED) {
        ObjectNode line = named.addObject().put("line", number).put("code", problem.code());
        if (problem.field() != null) {
          line.put("field", problem.field());
        }
        line.put("detail", problem.detail());
      }
    }

    Answer answer(String reportId) {
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("report_id", reportId)
              .put("taken", taken)
              .put("refused_count", refused);
      body.set("refused", named);
      return Answer.decided(202, Map.of(Answer.CONTENT_TYPE, Answer.JSON), body.toString());
    }
  }
}
