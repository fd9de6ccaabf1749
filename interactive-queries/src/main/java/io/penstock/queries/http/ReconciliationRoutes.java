package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.CatchUp;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.http.Listings.Part;
import io.penstock.queries.http.Listings.Wanted;
import io.penstock.queries.store.View;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.CaseCommandMark;
import io.penstock.views.ConsistencyToken.CaseMark;
import io.penstock.views.Json;
import io.penstock.views.ReconciliationCsv;
import io.penstock.views.ReconciliationJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The public look-ups of reconciliation: cases as JSON or CSV, their history, their sums. */
final class ReconciliationRoutes {
  private static final String CASES = "reconciliation";
  private static final Set<String> LIST = Set.of("status", "psp", "from", "to", "limit", "cursor");
  private static final String CSV = "text/csv";

  /** Lines of one CSV; a longer table goes on behind the link to its next part. */
  private static final int MOST_LINES = 100_000;

  private static final int LINES_AT_ONCE = 2_000;

  private final CatchUp catchUp;
  private final CommittedFacts facts;
  private final Listings listings;

  ReconciliationRoutes(ViewsApplication views) {
    catchUp = new CatchUp(views.facts());
    facts = views.facts();
    listings = new Listings(facts);
  }

  void addTo(RoutesConfig routes) {
    routes.get("/reconciliation", JsonRoute.whenReady(this::cases));
    routes.get("/reconciliation/summary", JsonRoute.of(this::summary));
    routes.get("/reconciliation/{case_id}", JsonRoute.of(this::ofCase));
  }

  private void cases(Context ctx) throws IOException {
    QueryParameters query = new QueryParameters(ctx, LIST);
    String accepted = ctx.header("Accept");
    if (accepted != null && accepted.contains(CSV)) {
      writeCsv(ctx, wanted(query, query.limit(MOST_LINES, MOST_LINES)));
    } else {
      Part<ReconciliationResult> part = part(wanted(query, query.limit()));
      List<ObjectNode> rows = part.things().stream().map(ReconciliationJson::of).toList();
      JsonRoute.write(ctx, Json.page(rows, part.next().map(Cursor::encoded)));
    }
  }

  private static Wanted wanted(QueryParameters query, int limit) {
    List<ReconciliationStatus> statuses = query.constants("status", ReconciliationStatus.class);
    return new Wanted(
        View.RECONCILIATION_RESULTS,
        CASES,
        Set.of(CASES),
        Map.of("status", PaymentRoutes.names(statuses), "psp", query.text("psp").stream().toList()),
        Period.of(query),
        Cursor.place(query, CASES),
        limit);
  }

  private Part<ReconciliationResult> part(Wanted wanted) {
    return listings.part(wanted, ReconciliationResult.class);
  }

  private void writeCsv(Context ctx, Wanted wanted) throws IOException {
    List<ReconciliationResult> lines = new ArrayList<>();
    Wanted rest = wanted.atMost(Math.min(LINES_AT_ONCE, wanted.limit()));
    while (true) {
      Part<ReconciliationResult> part = part(rest);
      lines.addAll(part.things());
      if (part.next().isEmpty() || lines.size() >= wanted.limit()) {
        part.next().ifPresent(cursor -> ctx.header("Link", next(ctx, cursor)));
        ctx.contentType(CSV + "; charset=utf-8").result(ReconciliationCsv.of(lines));
        return;
      }
      rest =
          rest.after(part.next().get())
              .atMost(Math.min(LINES_AT_ONCE, wanted.limit() - lines.size()));
    }
  }

  private static String next(Context ctx, Cursor cursor) {
    StringBuilder link = new StringBuilder("</reconciliation?");
    ctx.queryParamMap()
        .forEach(
            (name, values) -> {
              if (!name.equals("cursor")) {
                link.append(name)
                    .append('=')
                    .append(URLEncoder.encode(values.getFirst(), StandardCharsets.UTF_8))
                    .append('&');
              }
            });
    return link.append("cursor=").append(cursor.encoded()).append(">; rel=\"next\"").toString();
  }

  private ObjectNode summary(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("from", "to", "psp"));
    Optional<String> psp = query.text("psp");
    List<ReconciliationSummary> found =
        facts
            .summaries(query.firstDay("from").orElse(""), query.dayBehind("to").orElse(""))
            .stream()
            .filter(summary -> psp.map(summary.getPsp()::equals).orElse(true))
            .toList();
    return ReconciliationJson.summary(found);
  }

  private ObjectNode ofCase(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    String id = ctx.pathParam("case_id");
    if (!CaseIds.isValid(id)) {
      throw QueryParameters.malformed(
          "malformed_id",
          "case_id",
          "A case's id has 1 to " + CaseIds.MAX_LENGTH + " characters, none of them '#'.");
    }
    ConsistencyToken token = QueryParameters.token(ctx, facts.partitions());
    catchUp.await(token, CaseMark.class, id);
    catchUp.await(token, CaseCommandMark.class, id);
    List<ReconciliationResult> versions = facts.caseVersions(id);
    if (versions.isEmpty()) {
      throw JsonRoute.notFound(
          "reconciliation_not_found", "Nothing of " + id + " is to be reconciled.");
    }
    ObjectNode json = ReconciliationJson.withHistory(versions);
    json.putArray("refunds")
        .addAll(
            facts.caseVersionsOfRefunds(id).stream().map(ReconciliationJson::withHistory).toList());
    return json;
  }
}
