package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.store.NotReadyException;

/** A look-up that is answered in JSON. */
@FunctionalInterface
interface JsonRoute {
  String RETRY_AFTER_SECONDS = "1";

  ObjectNode answer(Context ctx);

  static Handler of(JsonRoute route) {
    return whenReady(ctx -> write(ctx, route.answer(ctx)));
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

  static void write(Context ctx, ObjectNode json) {
    ctx.contentType("application/json").result(json.toString());
  }

  static ProblemException notFound(String code, String detail) {
    return new ProblemException(Problem.of(404, code, detail));
  }
}
