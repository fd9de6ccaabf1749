package io.penstock.ingest.settlements;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.http.RequestBody;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import io.penstock.views.CommittedViews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a settlement report in, line by line: good lines to their topic, the others named. */
public final class ReportCall {
  private static final Logger LOG = LoggerFactory.getLogger(ReportCall.class);

  /** Lines whose acknowledgement is waited for together. */
  private static final int AT_ONCE = 5_000;

  /** More lines, refused or known, are counted but not named. */
  private static final int MOST_NAMED = 1_000;

  private final CommandProducer producer;
  private final CommittedViews views;

  public ReportCall(CommandProducer producer, CommittedViews views) {
    this.producer = producer;
    this.views = views;
  }

  /**
   * The report's lines, by the type that the request says; without one, by how the body begins.
   *
   * @throws ProblemException 415 for any other type, 400 where the header row or JSON is none
   */
  public static Iterator<ReportLine> lines(Context ctx, byte[] body) {
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
  public Answer take(Iterator<ReportLine> lines, String reportId) {
    Tally tally = new Tally();
    KnownLineQuestions questions = new KnownLineQuestions(views);
    List<Read> read = new ArrayList<>(AT_ONCE);
    while (lines.hasNext()) {
      ReportLine line = lines.next();
      try {
        read.add(new Read(line.number(), SettlementForm.read(line, reportId)));
      } catch (ProblemException e) {
        tally.refuse(line.number(), e.problem());
      }
      if (read.size() == AT_ONCE || !lines.hasNext()) {
        take(read, questions, tally);
        read.clear();
      }
    }
    LOG.atInfo()
        .addKeyValue("report_id", reportId)
        .addKeyValue("taken", tally.taken)
        .addKeyValue("known", tally.known)
        .addKeyValue("refused", tally.refused)
        .log("settlement report taken");
    return tally.answer(reportId, questions.areAnswered());
  }

  /** A line of the file that can be understood. */
  private record Read(long number, SettlementLine line) {}

  /**
   * Known lines are sent, too: what is told of them is as of now, and it is reconciliation that
   * leaves them aside.
   */
  private void take(List<Read> read, KnownLineQuestions questions, Tally tally) {
    Set<Integer> known = questions.ask(read.stream().map(Read::line).toList());
    List<CompletableFuture<Void>> sent = read.stream().map(each -> send(each.line())).toList();
    for (int i = 0; i < sent.size(); i++) {
      try {
        CommandProducer.await(sent.get(i));
      } catch (ProblemException e) {
        throw tally.isEmpty() ? e : new ProblemException(Problems.NOT_ACKNOWLEDGED);
      }
      if (known.contains(i)) {
        tally.know(read.get(i).number());
      } else {
        tally.taken++;
      }
    }
  }

  private CompletableFuture<Void> send(SettlementLine line) {
    String key = line.getPaymentId() == null ? line.getPspReference() : line.getPaymentId();
    return producer.send(Topics.SETTLEMENTS_REPORTED, String.valueOf(key), line);
  }

  /** What became of the lines so far. */
  private static final class Tally {
    private long taken;
    private long known;
    private long refused;
    private final ArrayNode knownLines = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode named = JsonNodeFactory.instance.arrayNode();

    /** Whether Kafka has no line. */
    boolean isEmpty() {
      return taken + known == 0;
    }

    void know(long number) {
      known++;
      if (known <= MOST_NAMED) {
        knownLines.add(number);
      }
    }

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

    Answer answer(String reportId, boolean tellsKnown) {
      ObjectNode body =
          JsonNodeFactory.instance.objectNode().put("report_id", reportId).put("taken", taken);
      if (tellsKnown) {
        body.put("known_count", known).set("known", knownLines);
      }
      body.put("refused_count", refused);
      body.set("refused", named);
      return Answer.decided(202, Map.of(Answer.CONTENT_TYPE, Answer.JSON), body.toString());
    }
  }

  /**
   * Asks which lines of one report are known. It is a courtesy that must not keep a report: once
   * nobody answers, or slowly, nobody is asked any more.
   */
  private static final class KnownLineQuestions {
    /** Longest time for the questions of one report. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private final CommittedViews views;
    private long spentNanos;
    private boolean answered = true;

    KnownLineQuestions(CommittedViews views) {
      this.views = views;
    }

    /** The places of the known ones; none where nobody can tell. */
    Set<Integer> ask(List<SettlementLine> lines) {
      if (answered && spentNanos > MOST.toNanos()) {
        answered = false;
        LOG.warn("asking which lines of a report are known takes too long");
      }
      if (!answered || lines.isEmpty()) {
        return Set.of();
      }
      long start = System.nanoTime();
      try {
        return views.knownLines(lines);
      } catch (RuntimeException e) {
        answered = false;
        LOG.warn("nobody tells which lines of a report are known: {}", e.getMessage());
        return Set.of();
      } finally {
        spentNanos += System.nanoTime() - start;
      }
    }

    /** Whether all of them were. */
    boolean areAnswered() {
      return answered;
    }
  }
}
