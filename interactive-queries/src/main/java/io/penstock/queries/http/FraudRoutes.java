package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.http.Listings.Part;
import io.penstock.queries.http.Listings.Wanted;
import io.penstock.queries.store.View;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.views.Json;
import io.penstock.views.Members;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The public look-up of fraud alerts: verdicts for which rules fired. */
final class FraudRoutes {
  private static final String ALERTS = "fraud-alerts";
  private static final Set<String> LIST =
      Set.of("decision", "payer", "from", "to", "limit", "cursor");

  private static final Members VERDICT =
      Members.of(
          FraudVerdict.getClassSchema(),
          """
          payment_id, subject_type as subject.type, subject_id as subject.id, decision, rules,
          rules_version, merchant_id, amount, currency, decided_at
          """);

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
        part.things().stream().map(VERDICT::of).toList(), part.next().map(Cursor::encoded));
  }
}
