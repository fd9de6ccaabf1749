package io.penstock.app.roles;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Health and metrics of a process, for whoever operates it. */
record OperationRoutes(Map<RoleName, Role> roles, PrometheusMeterRegistry meters) {
  void addTo(JavalinConfig config) {
    config.routes.get("/health/live", ctx -> answer(ctx, "live", Role::isAlive));
    config.routes.get("/health/ready", ctx -> answer(ctx, "ready", Role::isReady));
    config.routes.get(
        "/metrics",
        ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(meters.scrape()));
  }

  private void answer(Context ctx, String goal, Predicate<Role> reached) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    boolean all = roles.values().stream().allMatch(reached);
    body.put("status", all ? goal : "not " + goal);
    ObjectNode each = body.putObject("roles");
    roles.forEach((name, role) -> each.put(name.word, reached.test(role)));
    List<String> troubles =
        roles.values().stream().map(Role::trouble).flatMap(Optional::stream).distinct().toList();
    if (!all && !troubles.isEmpty()) {
      troubles.forEach(body.putArray("because")::add);
    }
    ctx.status(all ? 200 : 503).contentType("application/json").result(body.toString());
  }
}
