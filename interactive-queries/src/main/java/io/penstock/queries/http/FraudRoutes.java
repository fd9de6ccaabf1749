package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.http.Listings.Part;
import io.penstock.queries.http.Listings.Wanted;
import io.penstock.queries.store.View;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.views.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The public look-up of fraud alerts: verdicts for which rules fired. */
final class FraudRoutes {
  private static final String ALERTS = "fraud-alerts";
  private static final Set<String> LIST =
      Set.of("decision", "payer", "from", "to", "limit", "cursor");

  private final Listings listings;

  FraudRoutes(CommittedFacts facts) {
    listings = new Listings(facts);
  }

  void addTo(RoutesConfig routes) {
    routes.get("/fraud/alerts", JsonRoute.of(this::alerts));
  }

  private ObjectNode alerts(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LIST);
    List<FraudDecision> decisions = query.constants("decision", FraudDecision.class);
    List<String> payer = query.id("payer").stream().toList();
    Map<String, List<String>> fields =
        Map.of(
            "decision",
            PaymentRoutes.names(decisions),
            "subject_id",
            payer,
            "subject_type",
            payer.isEmpty() ? List.of() : List.of(FraudSubject.PAYER.name()));
    Part<FraudVerdict> part =
        listings.part(
            new Wanted(
                View.FRAUD_VERDICTS,
                ALERTS,
                Set.of(ALERTS),
                fields,
                Period.of(query),
                Cursor.place(query, ALERTS),
                query.limit()),
            FraudVerdict.class);
    return Json.page(
        part.things().stream().map(FraudRoutes::json).toList(), part.next().map(Cursor::encoded));
  }

  private static ObjectNode json(FraudVerdict verdict) {
    ObjectNode json = Json.object();
    json.put("payment_id", verdict.getPaymentId());
    json.putObject("subject")
        .put("type", Json.lowerCase(verdict.getSubjectType()))
        .put("id", verdict.getSubjectId());
    json.put("decision", Json.lowerCase(verdict.getDecision()));
    var rules = json.putArray("rules");
    verdict.getRules().forEach(rule -> rules.add(json(rule)));
    json.put("rules_version", verdict.getRulesVersion());
    json.put("merchant_id", verdict.getMerchantId());
    json.put("amount", verdict.getAmountMinor());
    json.put("currency", verdict.getCurrency());
    json.put("decided_at", Json.time(verdict.getDecidedAtMs()));
    return json;
  }

  private static ObjectNode json(FiredRule rule) {
    return Json.object()
        .put("rule", rule.getRule())
        .put("decision", Json.lowerCase(rule.getDecision()))
        .put("observed", rule.getObserved())
        .put("limit", rule.getLimit())
        .put("detail", rule.getDetail());
  }
}
