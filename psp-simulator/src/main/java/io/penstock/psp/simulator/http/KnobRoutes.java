package io.penstock.psp.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.events.Webhooks;
import io.penstock.psp.simulator.knobs.KnobBoard;
import io.penstock.psp.simulator.knobs.SettlementFault;
import io.penstock.psp.simulator.payments.Intents;
import io.penstock.psp.simulator.payments.SettlementReport;
import io.penstock.psp.simulator.payments.SettlementReport.Format;
import io.penstock.psp.simulator.store.StateFile;
import io.penstock.psp.simulator.wire.Json;
import io.penstock.psp.simulator.wire.Params;
import io.penstock.psp.simulator.wire.StripeError;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a PSP does not have: knobs, and a look behind the curtain. No key is asked for here. */
public record KnobRoutes(
    StateFile file,
    KnobBoard knobs,
    Intents intents,
    Events events,
    Webhooks webhooks,
    SettlementReport report) {
  private static final String ROOT = "/_simulator";

  public void addTo(RoutesConfig routes) {
    // Whoever watches a role of Penstock can watch this, too; an outage is not ill health.
    routes.get("/health/ready", ctx -> json(ctx, Json.object().put("status", "ready")));
    routes.get(ROOT + "/knobs", ctx -> json(ctx, knobs.now().toJson()));
    routes.post(ROOT + "/knobs", this::turn);
    routes.post(ROOT + "/webhooks/redeliver", this::redeliver);
    routes.post(ROOT + "/payment_intents/{id}/authenticate", this::authenticate);
    routes.get(ROOT + "/settlement-report", this::report);
    routes.get(ROOT + "/settlement-report/faults", ctx -> json(ctx, file.change(report::faults)));
    routes.get(
        ROOT + "/balance-transaction-faults", ctx -> json(ctx, file.change(report::laidFaults)));
  }

  private void turn(Context ctx) {
    ObjectNode turned = body(ctx);
    json(ctx, refusing(() -> knobs.turn(turned)).toJson());
  }

  private void redeliver(Context ctx) {
    String object = body(ctx).path("object").asText("");
    int sent =
        file.change(
            () -> {
              List<String> ids = events.of(object);
              webhooks.enqueueAgain(ids);
              return ids.size();
            });
    if (sent == 0) {
      throw StripeError.unknown("object with events", "object", object);
    }
    json(ctx, Json.object().put("events", sent));
  }

  private void authenticate(Context ctx) {
    boolean success = body(ctx).path("success").asBoolean(true);
    String id = ctx.pathParam("id");
    json(
        ctx,
        file.change(
            () -> {
              ObjectNode intent = intents.authenticate(id, success);
              var _ = webhooks.enqueue(events.takeFresh());
              return Json.visible(intent);
            }));
  }

  private void report(Context ctx) {
    Format format = format(ctx.queryParam("format"));
    boolean late = "true".equals(ctx.queryParam("late"));
    Map<SettlementFault, Integer> faults = faults(ctx.queryParam("faults"));
    long seed = Params.parse(ctx.queryString()).integerOr("seed", 1);
    String text =
        file.change(
            () -> refusing(() -> format.write(late ? report.late() : report.lines(faults, seed))));
    ctx.contentType(format.mediaType).result(text);
  }

  private static Format format(@Nullable String name) {
    return name == null
        ? Format.CSV
        : refusing(() -> Format.valueOf(name.toUpperCase(Locale.ROOT)));
  }

  /** Reads {@code missing:2,late:1}. */
  private static Map<SettlementFault, Integer> faults(@Nullable String text) {
    Map<SettlementFault, Integer> faults = new EnumMap<>(SettlementFault.class);
    if (text == null || text.isEmpty()) {
      return faults;
    }
    return refusing(
        () -> {
          for (String each : text.split(",", -1)) {
            String[] pair = each.split(":", 2);
            int count = pair.length == 2 ? Integer.parseUnsignedInt(pair[1]) : 1;
            faults.merge(SettlementFault.named(pair[0]), count, Math::addExact);
          }
          return faults;
        });
  }

  private static <T> T refusing(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw StripeError.of(400, "invalid_request_error", null, String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode body(Context ctx) {
    try {
      if (Json.MAPPER.readTree(ctx.body()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // Refused below, like any other JSON.
    }
    throw StripeError.of(400, "invalid_request_error", null, "The body must be a JSON object.");
  }

  private static void json(Context ctx, JsonNode body) {
    ctx.contentType("application/json").result(Json.write(body));
  }
}
