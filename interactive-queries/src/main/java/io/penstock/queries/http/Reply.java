package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.CommandAnswers;
import io.penstock.queries.facts.ConsistencyToken;
import io.penstock.queries.store.NotReadyException;
import java.util.Optional;

/**
 * What a route answers with.
 *
 * @param json empty: 204
 * @param token for a later read; empty: nothing was seen that it could name
 */
record Reply(Optional<ObjectNode> json, Optional<String> token) {
  private static final String RETRY_AFTER_SECONDS = "1";

  /** A route that may find the views not ready. */
  @FunctionalInterface
  interface Route {
    Reply answer(Context ctx);
  }

  static Reply of(ObjectNode json) {
    return new Reply(Optional.of(json), Optional.empty());
  }

  static Reply of(ObjectNode json, ConsistencyToken token) {
    return new Reply(Optional.of(json), token.encoded());
  }

  static Reply of(CommandAnswers.Found found) {
    return new Reply(Optional.of(found.json()), found.consistencyToken());
  }

  static Reply nothingYet() {
    return new Reply(Optional.empty(), Optional.empty());
  }

  static Handler by(Route route) {
    return whenReady(ctx -> route.answer(ctx).writeTo(ctx));
  }

  /** A handler that may find the views not ready. */
  static Handler whenReady(Handler handler) {
    return ctx -> {
      try {
        handler.handle(ctx);
      } catch (NotReadyException e) {
        ctx.header("Retry-After", RETRY_AFTER_SECONDS);
        throw new ProblemException(e.problem());
      }
    };
  }

  void writeTo(Context ctx) {
    token.ifPresent(t -> ctx.header(ConsistencyToken.HEADER, t));
    if (json.isPresent()) {
      ctx.contentType("application/json").result(json.get().toString());
    } else {
      ctx.status(204);
    }
  }

  static ProblemException notFound(String code, String detail) {
    return new ProblemException(Problem.of(404, code, detail));
  }

  static ProblemException unknownPayment(String id) {
    return notFound("payment_not_found", "There is no payment " + id + ".");
  }
}
