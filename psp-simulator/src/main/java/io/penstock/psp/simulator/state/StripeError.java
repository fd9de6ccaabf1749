package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A refusal in Stripe's shape. */
public final class StripeError extends RuntimeException {
  private final int status;
  private final boolean executed;
  private final transient ObjectNode error = Json.object();

  /**
   * @param executed whether the call was carried out: then the refusal is what the same idempotency
   *     key gets again
   */
  private StripeError(
      int status, boolean executed, String type, @Nullable String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.executed = executed;
    if (code != null) {
      error.put("code", code);
      error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
    }
    error.put("message", message);
    error.put("type", type);
  }

  /** The parameters make no sense; nothing was tried. */
  public static StripeError parameter(String param, @Nullable String code, String message) {
    return new StripeError(400, false, "invalid_request_error", code, message).with("param", param);
  }

  static StripeError missing(String param) {
    return parameter(param, "parameter_missing", "Missing required param: " + param + ".");
  }

  /** There is no such object; code resource_missing. */
  public static StripeError unknown(String kind, String param, String id) {
    String message = "No such " + kind + ": '" + id + "'";
    return new StripeError(404, false, "invalid_request_error", "resource_missing", message)
        .with("param", param);
  }

  /** A parameter names nothing. */
  public static StripeError unknownToken(String kind, String param, String id) {
    return parameter(param, "resource_missing", "No such " + kind + ": '" + id + "'");
  }

  /** The object is in no state for it. */
  public static StripeError refused(@Nullable String code, String message) {
    return new StripeError(400, true, "invalid_request_error", code, message);
  }

  /** The card was declined. */
  public static StripeError declined(ObjectNode cardError) {
    StripeError error =
        new StripeError(402, true, "card_error", null, cardError.get("message").textValue());
    error.error.setAll(cardError);
    return error;
  }

  /** The call cannot be looked at. */
  public static StripeError invalid(String message) {
    return of(400, "invalid_request_error", null, message);
  }

  /** Anything else that happens before a call is looked at. */
  public static StripeError of(int status, String type, @Nullable String code, String message) {
    return new StripeError(status, false, type, code, message);
  }

  public StripeError with(String member, @Nullable String value) {
    error.put(member, value);
    return this;
  }

  public StripeError with(String member, ObjectNode value) {
    error.set(member, Json.visible(value));
    return this;
  }

  public int status() {
    return status;
  }

  public boolean isExecuted() {
    return executed;
  }

  public ObjectNode body() {
    return Json.object().set("error", error);
  }
}
