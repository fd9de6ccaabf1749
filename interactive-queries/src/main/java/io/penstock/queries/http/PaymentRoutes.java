package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.CatchUp;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.http.Listings.Part;
import io.penstock.queries.http.Listings.Wanted;
import io.penstock.queries.postgres.Archive;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.PaymentMark;
import io.penstock.views.ConsistencyToken.RefundMark;
import io.penstock.views.Json;
import io.penstock.views.Members;
import io.penstock.views.PaymentJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The public look-ups of payments and refunds, and of the fraud verdicts for which rules fired. */
final class PaymentRoutes {
  private static final Set<String> LIST =
      Set.of("payer", "merchant_id", "status", "from", "to", "limit", "cursor");

  private static final String ALERTS = "fraud-alerts";
  private static final Set<String> ALERT_LIST =
      Set.of("decision", "payer", "from", "to", "limit", "cursor");

  private static final Members VERDICT =
      Members.of(
          FraudVerdict.getClassSchema(),
          """
          payment_id, subject_type as subject.type, subject_id as subject.id, decision, rules,
          rules_version, merchant_id, amount, currency, decided_at
          """);

  private final CommittedFacts facts;
  private final Archive archive;
  private final CatchUp catchUp;
  private final Listings listings;

  PaymentRoutes(ViewsApplication views) {
    facts = views.facts();
    archive = views.archive();
    catchUp = new CatchUp(views.facts());
    listings = new Listings(facts);
  }

  void addTo(RoutesConfig routes) {
    routes.get("/fraud/alerts", JsonRoute.of(this::alerts));
    routes.get("/payments", JsonRoute.of(this::list));
    routes.get("/payments/{id}", JsonRoute.of(this::payment));
    routes.get("/payments/{id}/events", JsonRoute.of(this::events));
    routes.get("/payments/{id}/refunds", JsonRoute.of(this::refunds));
    routes.get("/refunds", JsonRoute.of(this::refundsOf));
    routes.get("/refunds/{id}", JsonRoute.of(this::refund));
  }

  private ObjectNode payment(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    return PaymentJson.of(found(ctx, id(ctx)));
  }

  private Payment found(Context ctx, String id) {
    catchUp.await(token(ctx), PaymentMark.class, id);
    return facts.payment(id).or(() -> archive.payment(id)).orElseThrow(() -> unknownPayment(id));
  }

  private ObjectNode events(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("limit", "cursor"));
    String id = id(ctx);
    String list = "payment-events:" + id;
    int limit = query.limit(QueryParameters.MAX_LIMIT, QueryParameters.MAX_LIMIT);
    long from =
        Positions.of(query, list, facts.partitions())
            .map(positions -> positions.numbers().getOrDefault(0, 1L))
            .orElse(1L);
    catchUp.await(token(ctx), PaymentMark.class, id);
    List<PaymentEvent> found = history(id, from, limit + 1);
    Optional<String> next =
        found.stream()
            .skip(limit)
            .findFirst()
            .map(event -> new Positions(Map.of(0, event.getSequence()), 0).in(list));
    List<ObjectNode> shown = found.stream().limit(limit).map(PaymentJson::of).toList();
    return Json.page(shown, next);
  }

  /**
   * The views forget an event at a time: of a payment that lasted long they may know the end only.
   */
  private List<PaymentEvent> history(String id, long from, int limit) {
    List<PaymentEvent> found = facts.events(id, from, limit);
    boolean isWhole =
        found.isEmpty() ? facts.payment(id).isPresent() : found.getFirst().getSequence() == from;
    if (isWhole) {
      return found;
    }
    long known = found.isEmpty() ? Long.MAX_VALUE : found.getFirst().getSequence();
    List<PaymentEvent> all = new ArrayList<>(archive.events(id, from, known, limit));
    all.addAll(found);
    if (all.isEmpty()) {
      throw unknownPayment(id);
    }
    return all.subList(0, Math.min(limit, all.size()));
  }

  private ObjectNode refunds(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    return refunds(found(ctx, id(ctx)));
  }

  private ObjectNode refundsOf(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("payment_id"));
    String id = QueryParameters.validId("payment_id", query.required("payment_id"));
    return refunds(found(ctx, id));
  }

  private static ObjectNode refunds(Payment payment) {
    List<ObjectNode> newestFirst =
        payment.getRefunds().reversed().stream().map(PaymentJson::of).toList();
    return Json.page(newestFirst, Optional.empty());
  }

  private ObjectNode refund(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("payment_id"));
    String id = QueryParameters.validId("refund_id", ctx.pathParam("id"));
    Optional<String> payment = query.id("payment_id");
    catchUp.await(token(ctx), RefundMark.class, id);
    return payment
        .map(of -> facts.refund(id, of).or(() -> archive.refund(id, of)))
        .orElseGet(() -> onlyRefund(id))
        .map(refund -> PaymentJson.of(refund))
        .orElseThrow(
            () -> JsonRoute.notFound("refund_not_found", "There is no refund " + id + "."));
  }

  private Optional<Refund> onlyRefund(String id) {
    List<Refund> found = facts.refunds(id);
    if (found.isEmpty()) {
      found = archive.refunds(id);
    }
    if (found.size() > 1) {
      throw new ProblemException(
          Problem.ofAmbiguousRefund(id, found.stream().map(Refund::getPaymentId).toList()));
    }
    return found.stream().findFirst();
  }

  private ObjectNode list(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, LIST);
    Optional<String> payer = query.id("payer");
    Optional<String> merchant = query.id("merchant_id");
    List<String> statuses = names(query.constants("status", PaymentStatus.class));
    String name =
        payer
            .map(PaymentRoutes::listOfPayer)
            .or(() -> merchant.map(id -> "payments:merchant:" + id))
            .orElse("payments");
    Period period = Period.of(query);
    int limit = query.limit();
    Optional<String> before = Cursor.place(query, name);
    catchUp.await(token(ctx), PaymentMark.class);
    Part<PaymentEvent> part =
        listings.part(
            new Wanted(
                View.PAYMENT_EVENTS,
                name,
                payer.map(this::listsOfPayer).orElse(Set.of(name)),
                Map.of(
                    "payment.status",
                    statuses,
                    "payment.creation.merchant_id",
                    merchant.stream().toList()),
                period,
                before,
                limit),
            PaymentEvent.class);
    return Json.page(
        part.things().stream().map(PaymentEvent::getPayment).map(PaymentJson::of).toList(),
        part.next().map(Cursor::encoded));
  }

  private ObjectNode alerts(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, ALERT_LIST);
    List<FraudDecision> decisions = query.constants("decision", FraudDecision.class);
    List<String> payer = query.id("payer").stream().toList();
    Map<String, List<String>> fields =
        Map.of(
            "decision",
            names(decisions),
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

  /** The name may be an account's or an owner's, and an owner may pay from several accounts. */
  private Set<String> listsOfPayer(String payer) {
    Set<String> lists = new LinkedHashSet<>();
    lists.add(listOfPayer(payer));
    facts.accountsOf(payer).stream()
        .map(AccountOwner::getAccountId)
        .map(PaymentRoutes::listOfPayer)
        .forEach(lists::add);
    return lists;
  }

  private static String listOfPayer(String payer) {
    return "payments:payer:" + payer;
  }

  private static ProblemException unknownPayment(String id) {
    return JsonRoute.notFound("payment_not_found", "There is no payment " + id + ".");
  }

  static List<String> names(List<? extends Enum<?>> constants) {
    return constants.stream().map(Enum::name).toList();
  }

  private static String id(Context ctx) {
    return QueryParameters.validId("payment_id", ctx.pathParam("id"));
  }

  private ConsistencyToken token(Context ctx) {
    return QueryParameters.token(ctx, facts.partitions());
  }
}
