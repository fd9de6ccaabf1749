package io.penstock.psp.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.psp.simulator.account.IntentStatus;
import io.penstock.psp.simulator.account.Intents;
import io.penstock.psp.simulator.account.NextActions;
import io.penstock.psp.simulator.account.SettlementReport;
import io.penstock.psp.simulator.account.SettlementReport.Format;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.KnobBoard;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.SettlementFault;
import io.penstock.psp.simulator.state.StateFile;
import io.penstock.psp.simulator.state.StripeError;
import io.penstock.psp.simulator.state.Webhooks;
import java.net.URLEncoder;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a PSP does not have: knobs, a look behind the curtain, and the page of the card's bank, to
 * which a payment that requires an action sends its holder. No key is asked for here.
 */
record SimulatorRoutes(
    StateFile file,
    KnobBoard knobs,
    Intents intents,
    Events events,
    Webhooks webhooks,
    SettlementReport report) {
  private static final String ROOT = "/_simulator";
  private static final String BANK = NextActions.BANKS_PAGE;

  void addTo(RoutesConfig routes) {
    // Whoever watches a role of Penstock can watch this, too; an outage is not ill health.
    routes.get("/health/ready", ctx -> json(ctx, Json.object().put("status", "ready")));
    routes.get(ROOT + "/knobs", ctx -> json(ctx, knobs.now().toJson()));
    routes.post(
        ROOT + "/knobs",
        ctx -> {
          ObjectNode turned = body(ctx);
          json(ctx, refusing(() -> knobs.turn(turned)).toJson());
        });
    routes.post(ROOT + "/webhooks/redeliver", this::redeliver);
    routes.post(
        ROOT + "/payment_intents/{id}/authenticate",
        ctx -> {
          boolean success = body(ctx).path("success").asBoolean(true);
          json(ctx, Json.visible(authenticate(ctx.pathParam("id"), success)));
        });
    routes.get(ROOT + "/settlement-report", this::report);
    routes.get(ROOT + "/settlement-report/faults", ctx -> json(ctx, file.change(report::faults)));
    routes.get(
        ROOT + "/balance-transaction-faults", ctx -> json(ctx, file.change(report::laidFaults)));
    routes.get(BANK + "{id}", this::askHolder);
    routes.post(BANK + "{id}", this::sendBack);
  }

  private void redeliver(Context ctx) {
    String object = body(ctx).path("object").asText("");
    int sent =
        file.change(
            () -> {
              List<String> ids = events.of(object);
              ids.forEach(webhooks::enqueueAgain);
              return ids.size();
            });
    if (sent == 0) {
      throw StripeError.unknown("object with events", "object", object);
    }
    json(ctx, Json.object().put("events", sent));
  }

  private ObjectNode authenticate(String id, boolean success) {
    return file.change(
        () -> {
          ObjectNode intent = intents.authenticate(id, success);
          var _ = webhooks.enqueue(events.takeFresh());
          return intent;
        });
  }

  private void report(Context ctx) {
    String name = ctx.queryParam("format");
    Format format =
        name == null ? Format.CSV : refusing(() -> Format.valueOf(name.toUpperCase(Locale.ROOT)));
    boolean late = "true".equals(ctx.queryParam("late"));
    Map<SettlementFault, Integer> faults = faults(ctx.queryParam("faults"));
    long seed = Params.parse(ctx.queryString()).integerOr("seed", 1);
    String text =
        file.change(
            () -> refusing(() -> format.write(late ? report.late() : report.lines(faults, seed))));
    ctx.contentType(format.mediaType).result(text);
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

  private void askHolder(Context ctx) {
    String id = Json.id(file.change(() -> intents.read(ctx.pathParam("id"))));
    ctx.html(
        """
        <!doctype html><title>3-D Secure</title><h1>Is it you?</h1>
        <form method="post" action="%1$s?success=true"><button>Yes</button></form>
        <form method="post" action="%1$s?success=false"><button>No</button></form>
        """
            .formatted(BANK + id));
  }

  /** Sends the holder back to the shop, as Stripe does, with what became of it. */
  private void sendBack(Context ctx) {
    String id = ctx.pathParam("id");
    ObjectNode asked = file.change(() -> intents.read(id));
    String shop = asked.at("/next_action/redirect_to_url/return_url").asText("");
    ObjectNode intent = authenticate(id, !"false".equals(ctx.queryParam("success")));
    ctx.status(303).header("Location", shop.isEmpty() ? BANK + id : withOutcome(shop, intent));
  }

  private static String withOutcome(String returnUrl, ObjectNode intent) {
    boolean failed = IntentStatus.of(intent) == IntentStatus.REQUIRES_PAYMENT_METHOD;
    return "%s%spayment_intent=%s&payment_intent_client_secret=%s&redirect_status=%s"
        .formatted(
            returnUrl,
            returnUrl.contains("?") ? "&" : "?",
            Json.id(intent),
            URLEncoder.encode(Json.text(intent, "client_secret"), UTF_8),
            failed ? "failed" : "succeeded");
  }

  private static <T> T refusing(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw StripeError.invalid(String.valueOf(e.getMessage()));
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
    throw StripeError.invalid("The body must be a JSON object.");
  }

  private static void json(Context ctx, JsonNode body) {
    ctx.contentType("application/json").result(Json.write(body));
  }
}
