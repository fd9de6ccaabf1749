package io.penstock.psp.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.events.Webhooks;
import io.penstock.psp.simulator.payments.IntentStatus;
import io.penstock.psp.simulator.payments.Intents;
import io.penstock.psp.simulator.payments.NextActions;
import io.penstock.psp.simulator.store.StateFile;
import java.net.URLEncoder;

/** The page of the card's bank, to which a payment that requires an action sends its holder. */
public record RedirectRoutes(StateFile file, Intents intents, Events events, Webhooks webhooks) {
  private static final String PATH = NextActions.BANKS_PAGE;

  public void addTo(RoutesConfig routes) {
    routes.get(PATH + "{id}", this::ask);
    routes.post(PATH + "{id}", this::answer);
  }

  private void ask(Context ctx) {
    String id = file.change(() -> intents.read(ctx.pathParam("id"))).get("id").textValue();
    ctx.html(
        """
        <!doctype html><title>3-D Secure</title><h1>Is it you?</h1>
        <form method="post" action="%1$s?success=true"><button>Yes</button></form>
        <form method="post" action="%1$s?success=false"><button>No</button></form>
        """
            .formatted(PATH + id));
  }

  /** Sends the holder back to the shop, as Stripe does, with what became of it. */
  private void answer(Context ctx) {
    boolean success = !"false".equals(ctx.queryParam("success"));
    String id = ctx.pathParam("id");
    String back =
        file.change(
            () -> {
              ObjectNode asked = intents.read(id);
              String returnUrl = asked.at("/next_action/redirect_to_url/return_url").asText("");
              ObjectNode intent = intents.authenticate(id, success);
              var _ = webhooks.enqueue(events.takeFresh());
              return returnUrl.isEmpty() ? PATH + id : withOutcome(returnUrl, intent);
            });
    ctx.status(303).header("Location", back);
  }

  private static String withOutcome(String returnUrl, ObjectNode intent) {
    boolean failed = IntentStatus.of(intent) == IntentStatus.REQUIRES_PAYMENT_METHOD;
    String secret = intent.get("client_secret").textValue();
    return returnUrl
        + (returnUrl.contains("?") ? '&' : '?')
        + "payment_intent="
        + intent.get("id").textValue()
        + "&payment_intent_client_secret="
        + URLEncoder.encode(secret, UTF_8)
        + "&redirect_status="
        + (failed ? "failed" : "succeeded");
  }
}
