package io.penstock.queries.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.CommandAnswers;
import io.penstock.queries.json.Json;
import io.penstock.schemas.SettlementLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the HTTP door asks of settlement lines. */
final class InternalReconciliationRoutes {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandAnswers answers;

  InternalReconciliationRoutes(CommandAnswers answers) {
    this.answers = answers;
  }

  void addTo(RoutesConfig routes) {
    routes.post("/internal/settlement-lines/known", Reply.by(this::known));
  }

  private Reply known(Context ctx) {
    ObjectNode json = Json.object();
    var known = json.putArray("known");
    answers.knownLines(lines(ctx)).stream().sorted().forEach(known::add);
    return Reply.of(json);
  }

  private static List<SettlementLine> lines(Context ctx) {
    try {
      List<SettlementLine> lines = new ArrayList<>();
      JSON.readTree(ctx.bodyAsBytes()).path("lines").forEach(line -> lines.add(line(line)));
      return lines;
    } catch (IOException e) {
      throw malformed("no JSON");
    }
  }

  private static SettlementLine line(JsonNode json) {
    SettlementLine line =
        SettlementLine.newBuilder()
            .setLineId(text(json, "line_id"))
            .setPspReference(text(json, "psp_reference"))
            .setPaymentId(text(json, "payment_id"))
            .setRefundId(text(json, "refund_id"))
            .setAmountMinor(json.path("amount").asLong())
            .setCurrency(json.path("currency").asText())
            .setFeeMinor(json.path("fee").asLong())
            .setSettledAtMs(0)
            .build();
    String field = SettlementLines.malformation(line);
    if (field != null) {
      throw malformed(field);
    }
    return line;
  }

  private static @Nullable String text(JsonNode json, String member) {
    return json.hasNonNull(member) ? json.get(member).asText() : null;
  }

  private static ProblemException malformed(String what) {
    return new ProblemException(
        Problem.of(400, "malformed_question", "Another build of the door asked: " + what));
  }
}
