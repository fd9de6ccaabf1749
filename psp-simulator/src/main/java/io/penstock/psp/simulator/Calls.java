package io.penstock.psp.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.model.StripeObject;
import io.javalin.http.Context;
import io.penstock.psp.simulator.IdempotentCalls.Answer;
import io.penstock.psp.simulator.state.Agenda.Errand;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.KnobBoard;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StateFile;
import io.penstock.psp.simulator.state.StripeError;
import io.penstock.psp.simulator.state.Webhooks;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletApiRequest;
import org.jspecify.annotations.Nullable;

/**
 * What happens around every call: the key is checked, the knobs do their harm, the work is done
 * once an idempotency key and committed, its events go out.
 */
record Calls(
    StateFile file,
    KnobBoard knobs,
    IdempotentCalls idempotency,
    Events events,
    Webhooks webhooks,
    Expansion expansion,
    String apiKey) {
  private static final int PROMISED_BYTES = 4_096;

  private record Done(Answer answer, List<Errand> urgent) {}

  /**
   * Answers a call with what this makes of its parameters.
   *
   * @param kind what it answers, by which it is known what can be expanded
   */
  void answer(Context ctx, Class<? extends StripeObject> kind, Function<Params, ObjectNode> work) {
    ctx.header("Request-Id", "req_" + UUID.randomUUID().toString().replace("-", ""));
    if (knobs.now().outage()) {
      throw StripeError.of(503, "api_error", null, "The simulator was told to be out.");
    }
    authenticate(ctx.header("Authorization"));
    ctx.header("Stripe-Version", ApiVersions.of(ctx.header("Stripe-Version")));
    boolean changes = ctx.method().name().equals("POST");
    Params params = Params.parse(changes ? ctx.body() : ctx.queryString());
    Expansion.check(kind, params);
    String key = changes ? IdempotentCalls.key(ctx.header("Idempotency-Key")) : null;
    Answer answer = idempotency.alone(key, () -> run(key, ctx.path(), params, work));
    if (key != null) {
      ctx.header("Idempotency-Key", key);
    }
    if (answer.replayed()) {
      ctx.header("Idempotent-Replayed", "true");
    }
    if (knobs.takeLostAnswer()) {
      pause(knobs.now().hangMs());
      cut(ctx);
      return;
    }
    ctx.status(answer.status()).contentType("application/json").result(answer.body());
  }

  private Answer run(
      @Nullable String key, String path, Params params, Function<Params, ObjectNode> work) {
    pause(knobs.now().latencyMs());
    if (knobs.takeFailure()) {
      throw StripeError.of(500, "api_error", null, "The simulator was told to fail.");
    }
    Done done =
        file.change(
            () -> {
              // Of a call that broke off.
              var _ = events.takeFresh();
              Answer answer =
                  idempotency.answer(
                      key,
                      params.digest(path),
                      () -> expansion.expand(Json.visible(work.apply(params)), params));
              return new Done(answer, webhooks.enqueue(events.takeFresh()));
            });
    done.urgent().forEach(webhooks::send);
    return done.answer();
  }

  private void authenticate(@Nullable String authorization) {
    if (authorization == null) {
      throw unauthorised("You did not provide an API key.");
    }
    if (!MessageDigest.isEqual(keyOf(authorization).getBytes(UTF_8), apiKey.getBytes(UTF_8))) {
      throw unauthorised("Invalid API Key provided.");
    }
  }

  /** The bearer's token, or the user name of basic authentication. */
  private static String keyOf(String authorization) {
    int space = authorization.indexOf(' ');
    String credentials = authorization.substring(space + 1).strip();
    if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return credentials;
    }
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), UTF_8);
      return pair.substring(0, Math.max(0, pair.indexOf(':')));
    } catch (IllegalArgumentException e) {
      throw unauthorised("Invalid Authorization header.");
    }
  }

  private static StripeError unauthorised(String message) {
    return StripeError.of(401, "invalid_request_error", null, message);
  }

  /** On a virtual thread: nobody is kept from anything. */
  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StripeError.of(503, "api_error", null, "The simulator stops.");
    }
  }

  /**
   * Cuts a connection after the head of the answer, so that no caller knows what happened. Not
   * before the head: Java's own client repeats a call by itself whose connection ends without one,
   * and the loss would show nowhere.
   */
  private static void cut(Context ctx) {
    try {
      ctx.res().setStatus(200);
      ctx.res().setContentType("application/json");
      ctx.res().setContentLength(PROMISED_BYTES);
      ctx.res().getOutputStream().write('{');
      ctx.res().flushBuffer();
    } catch (IOException e) {
      // Its caller is gone: lost as well.
    }
    ServletRequest request = ctx.req();
    while (request instanceof ServletRequestWrapper wrapper) {
      request = wrapper.getRequest();
    }
    ((ServletApiRequest) request)
        .getRequest()
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
