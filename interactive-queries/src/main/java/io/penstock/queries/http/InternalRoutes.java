package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.CommandAnswers;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.Peers;
import io.penstock.queries.facts.RowsCodec;
import io.penstock.queries.facts.RowsCodec.Asked;
import io.penstock.queries.json.Json;
import io.penstock.queries.store.NotOwnedException;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.OwnedViews;
import io.penstock.schemas.IdempotentAnswer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What only Penstock's own processes ask: the HTTP door for outcomes of its commands, and the other
 * instances of the views for rows. The public look-ups are answered here, too.
 */
public final class InternalRoutes {
  private static final Set<String> WAIT = Set.of("wait_ms");

  private final QueryRoutes publicRoutes;
  private final CommandAnswers answers;
  private final OwnedViews owned;
  private final InternalPaymentRoutes payments;
  private final InternalReconciliationRoutes reconciliation;

  public InternalRoutes(ViewsApplication views) {
    publicRoutes = new QueryRoutes(views);
    answers = new CommandAnswers(views);
    owned = views.owned();
    payments = new InternalPaymentRoutes(views.reader(), answers);
    reconciliation = new InternalReconciliationRoutes(answers);
  }

  public void addTo(RoutesConfig routes) {
    publicRoutes.addTo(routes);
    routes.get("/internal/accounts/{id}", Reply.by(this::account));
    routes.get("/internal/accounts/{id}/answer", Reply.by(this::accountAnswer));
    routes.get("/internal/transfers/{id}", Reply.by(this::transfers));
    routes.get("/internal/transfers/{id}/older", Reply.by(this::olderTransfers));
    routes.get("/internal/transfers/{id}/answer", Reply.by(this::transferAnswer));
    routes.get("/internal/resolutions/answer", Reply.by(this::resolutionAnswer));
    routes.get("/internal/idempotency/{key}", Reply.by(this::idempotentAnswer));
    payments.addTo(routes);
    reconciliation.addTo(routes);
    routes.post(Peers.PATH, this::rows);
  }

  private Reply account(Context ctx) {
    Duration patience = new QueryParameters(ctx, WAIT).patience();
    String id = QueryParameters.validId("account_id", ctx.pathParam("id"));
    return answers
        .account(id, patience)
        .map(Reply::of)
        .orElseThrow(() -> QueryRoutes.unknownAccount(id));
  }

  private Reply transfers(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("scope", "wait_ms"));
    String id = QueryParameters.validId("transfer_id", ctx.pathParam("id"));
    return transfers(id, answers.transfers(id, query.id("scope").orElse(null), query.patience()));
  }

  private Reply olderTransfers(Context ctx) {
    var _ = new QueryParameters(ctx, WAIT);
    String id = QueryParameters.validId("transfer_id", ctx.pathParam("id"));
    return transfers(id, answers.olderTransfers(id));
  }

  private static Reply transfers(String id, List<CommandAnswers.Found> found) {
    if (found.isEmpty()) {
      throw Reply.notFound("transfer_not_found", "There is no transfer " + id + ".");
    }
    ObjectNode json = Json.object();
    var transfers = json.putArray("transfers");
    found.forEach(transfer -> transfers.add(transfer.json()));
    return Reply.of(json);
  }

  private Reply transferAnswer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("scope", "request_id", "wait_ms"));
    return answers
        .transferAnswer(
            ctx.pathParam("id"),
            query.required("scope"),
            query.required("request_id"),
            query.patience())
        .map(Reply::of)
        .orElseGet(Reply::nothingYet);
  }

  private Reply accountAnswer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("command_id", "request_id", "wait_ms"));
    return answers
        .accountAnswer(
            ctx.pathParam("id"),
            query.required("command_id"),
            query.required("request_id"),
            query.patience())
        .map(Reply::of)
        .orElseGet(Reply::nothingYet);
  }

  private Reply resolutionAnswer(Context ctx) {
    QueryParameters query = new QueryParameters(ctx, Set.of("case_id", "request_id", "wait_ms"));
    return answers
        .resolutionAnswer(query.required("case_id"), query.required("request_id"), query.patience())
        .map(Reply::of)
        .orElseGet(Reply::nothingYet);
  }

  private Reply idempotentAnswer(Context ctx) {
    var _ = new QueryParameters(ctx, Set.of());
    IdempotentAnswer answer =
        answers
            .idempotentAnswer(formDecoded(ctx))
            .orElseThrow(
                () -> Reply.notFound("key_not_found", "The idempotency key has no answer yet."));
    ObjectNode json = Json.object();
    json.put("fingerprint", answer.getFingerprint());
    json.put("status", answer.getStatus());
    ObjectNode headers = json.putObject("headers");
    answer.getHeaders().forEach(headers::put);
    json.put("body", answer.getBody());
    return Reply.of(json);
  }

  /** The key as the door encoded it: in a path of its own a '+' would not be a space. */
  private static String formDecoded(Context ctx) {
    String path = ctx.req().getRequestURI();
    return URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
  }

  private void rows(Context ctx) {
    try {
      Asked asked = RowsCodec.readAsked(ctx.bodyAsBytes());
      byte[] rows =
          RowsCodec.write(
              owned.answer(asked.partition(), asked.question(), Duration.ofMillis(asked.waitMs())));
      ctx.contentType("application/octet-stream").result(rows);
    } catch (NotOwnedException e) {
      ctx.status(Peers.NOT_OWNED);
    } catch (NotReadyException e) {
      throw new ProblemException(e.problem());
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(400, "malformed_question", "Another build of the views asked: " + e));
    }
  }
}
