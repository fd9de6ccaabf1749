package io.penstock.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.schemas.http.ProblemCatalogue;

/** The catalogue of error codes, where the {@code type} of a problem leads. */
public final class ProblemRoutes {
  private static final int LONGEST_NAME = 64;

  private ProblemRoutes() {}

  public static void addTo(RoutesConfig routes) {
    routes.get("/problems", ProblemRoutes::all);
    routes.get("/problems/{code}", ProblemRoutes::one);
  }

  private static void all(Context ctx) {
    requireNoQuery(ctx, "");
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode data = page.putArray("data");
    ProblemCatalogue.all().forEach(entry -> data.add(json(entry.code(), entry)));
    page.putNull("next_cursor");
    answer(ctx, page);
  }

  private static void one(Context ctx) {
    requireNoQuery(ctx, "");
    String code = ctx.pathParam("code");
    ProblemCatalogue.Entry entry =
        ProblemCatalogue.find(code)
            .filter(found -> code.matches("[a-z0-9_]{1,100}\\*?"))
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(404, "problem_not_found", "There is no problem of this code.")));
    answer(ctx, json(code, entry));
  }

  private static ObjectNode json(String code, ProblemCatalogue.Entry entry) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Problem problem = Problem.of(entry.statuses().getFirst(), code, entry.meaning());
    json.put("code", code).put("type", Problem.TYPES + code).put("title", problem.title());
    entry.statuses().forEach(json.putArray("statuses")::add);
    return json.put("meaning", entry.meaning()).put("action", entry.action());
  }

  /**
   * Whoever asks for something there, such as a rehearsal, is not to get the thing itself.
   *
   * @param more what is told of it
   */
  public static void requireNoQuery(Context ctx, String more) {
    for (String name : ctx.queryParamMap().keySet()) {
      String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
      String detail = "This call takes no query parameters" + more + ".";
      throw new ProblemException(Problem.ofField(400, "unknown_parameter", shown, detail));
    }
  }

  private static void answer(Context ctx, ObjectNode json) {
    ctx.contentType("application/json").result(json.toString());
  }
}
