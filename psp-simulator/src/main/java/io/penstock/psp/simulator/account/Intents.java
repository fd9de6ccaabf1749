package io.penstock.psp.simulator.account;

import static io.penstock.psp.simulator.state.ObjectType.PAYMENT_INTENT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.account.TestCard.Trait;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.time.Instant;
import java.util.List;

/** Payment intents: created, confirmed, captured, cancelled, as Stripe's state machine has it. */
public record Intents(
    Documents documents,
    Events events,
    PaymentMethods methods,
    Charges charges,
    Disputes disputes,
    NextActions actions) {
  private static final List<String> CANCELLATION_REASONS =
      List.of("duplicate", "fraudulent", "requested_by_customer", "abandoned");

  public ObjectNode create(Params params) {
    long amount = params.amount("amount");
    String currency = Currencies.of(params);
    Currencies.requireStep("amount", amount, currency);
    String captureMethod =
        params.oneOf(
            "capture_method", "automatic", List.of("automatic", "automatic_async", "manual"));
    boolean confirm = params.isTrue("confirm");
    ObjectNode metadata = Metadata.of(params);
    ObjectNode method = methods.named(params);

    ObjectNode intent = documents.create(PAYMENT_INTENT);
    intent.put("amount", amount);
    intent.put("capture_method", captureMethod);
    intent.put("client_secret", Json.id(intent) + "_secret_simulator");
    intent.put("currency", currency);
    intent.set("metadata", metadata);
    intent.put("payment_method", method == null ? null : Json.id(method));
    Metadata.setTexts(intent, params);
    IntentStatus status =
        method == null ? IntentStatus.REQUIRES_PAYMENT_METHOD : IntentStatus.REQUIRES_CONFIRMATION;
    var _ = save(intent, status, "payment_intent.created");
    IntentSearch.link(documents, intent);
    return confirm ? charge(intent, params) : intent;
  }

  public ObjectNode read(String id) {
    return documents.read(PAYMENT_INTENT, id);
  }

  public ObjectNode confirm(String id, Params params) {
    ObjectNode intent = read(id);
    if (!IntentStatus.of(intent).isConfirmable()) {
      throw unexpected(intent, "confirmed");
    }
    ObjectNode method = methods.named(params);
    if (method != null) {
      intent.put("payment_method", Json.id(method));
    }
    return charge(intent, params);
  }

  /** Whether no holder is there to authenticate. */
  private static boolean isAlone(Params params) {
    boolean offSession = params.isTrue("off_session");
    return params.isTrue("error_on_requires_action") || offSession;
  }

  private ObjectNode charge(ObjectNode intent, Params params) {
    boolean alone = isAlone(params);
    ObjectNode action = actions.of(intent, params);
    if (!intent.hasNonNull("payment_method")) {
      throw StripeError.refused(
              "payment_intent_unexpected_state",
              "You cannot confirm this PaymentIntent because it is missing a payment method.")
          .with("payment_intent", intent);
    }
    ObjectNode method = documents.get(intent, "payment_method");
    if (!PaymentMethods.cardOf(method).is(Trait.AUTHENTICATES)) {
      return settle(intent, method);
    }
    if (alone) {
      throw decline(intent, method, TestCards.decline("authentication_required"));
    }
    intent.set("next_action", action);
    return save(intent, IntentStatus.REQUIRES_ACTION, "payment_intent.requires_action");
  }

  /** What the card's holder does in the browser, where the intent requires it. */
  public ObjectNode authenticate(String id, boolean success) {
    ObjectNode intent = read(id);
    if (IntentStatus.of(intent) != IntentStatus.REQUIRES_ACTION) {
      throw unexpected(intent, "authenticated");
    }
    ObjectNode method = documents.get(intent, "payment_method");
    try {
      if (!success) {
        throw decline(intent, method, TestCards.decline("authentication_failed"));
      }
      return settle(intent, method);
    } catch (StripeError declined) {
      return read(id);
    }
  }

  private ObjectNode settle(ObjectNode intent, ObjectNode method) {
    TestCard card = PaymentMethods.cardOf(method);
    if (card.decline() != null) {
      throw decline(intent, method, TestCards.decline(card.decline()));
    }
    boolean manual = Json.text(intent, "capture_method").equals("manual");
    ObjectNode charge = charges.succeeded(intent, method, !manual);
    intent.put("latest_charge", Json.id(charge));
    intent.putNull("last_payment_error");
    intent.putNull("next_action");
    long amount = Json.number(intent, "amount");
    intent.put(manual ? "amount_capturable" : "amount_received", amount);
    if (manual) {
      return save(
          intent, IntentStatus.REQUIRES_CAPTURE, "payment_intent.amount_capturable_updated");
    }
    var _ = save(intent, IntentStatus.SUCCEEDED, "payment_intent.succeeded");
    disputes.raise(charge, card);
    return intent;
  }

  private StripeError decline(ObjectNode intent, ObjectNode method, Decline why) {
    ObjectNode charge = charges.failed(intent, method, why);
    ObjectNode error = why.toError().put("charge", Json.id(charge));
    ObjectNode remembered = error.deepCopy();
    remembered.set("payment_method", Json.visible(method));
    intent.set("last_payment_error", remembered);
    intent.put("latest_charge", Json.id(charge));
    intent.putNull("next_action");
    intent.putNull("payment_method");
    var _ = save(intent, IntentStatus.REQUIRES_PAYMENT_METHOD, "payment_intent.payment_failed");
    return StripeError.declined(error)
        .with("payment_intent", intent)
        .with("payment_method", method);
  }

  public ObjectNode capture(String id, Params params) {
    ObjectNode intent = read(id);
    if (!IntentStatus.of(intent).isCapturable()) {
      throw unexpected(intent, "captured");
    }
    long held = Json.number(intent, "amount_capturable");
    long amount = params.amountOr("amount_to_capture", held);
    Currencies.requireStep("amount_to_capture", amount, Json.text(intent, "currency"));
    if (amount > held) {
      throw StripeError.refused(
              "amount_too_large",
              "The amount to capture " + amount + " is greater than the capturable " + held + ".")
          .with("param", "amount_to_capture")
          .with("payment_intent", intent);
    }
    ObjectNode charge = charges.capture(documents.get(intent, "latest_charge"), amount);
    intent.put("amount_capturable", 0L);
    intent.put("amount_received", amount);
    var _ = save(intent, IntentStatus.SUCCEEDED, "payment_intent.succeeded");
    ObjectNode method = documents.get(charge, "payment_method");
    disputes.raise(charge, PaymentMethods.cardOf(method));
    return intent;
  }

  public ObjectNode cancel(String id, Params params) {
    ObjectNode intent = read(id);
    String reason = params.oneOf("cancellation_reason", "", CANCELLATION_REASONS);
    IntentStatus before = IntentStatus.of(intent);
    if (!before.isCancellable()) {
      throw unexpected(intent, "canceled");
    }
    if (before.isCapturable()) {
      charges.release(documents.get(intent, "latest_charge"));
    }
    intent.put("amount_capturable", 0L);
    intent.put("canceled_at", Instant.now().getEpochSecond());
    intent.put("cancellation_reason", reason.isEmpty() ? null : reason);
    intent.putNull("next_action");
    return save(intent, IntentStatus.CANCELED, "payment_intent.canceled");
  }

  /** Changes notes at any time, what is to be charged until that is done. */
  public ObjectNode update(String id, Params params) {
    ObjectNode intent = read(id);
    boolean confirmable = IntentStatus.of(intent).isConfirmable();
    for (String fixed : List.of("amount", "currency", "payment_method")) {
      if (params.find(fixed) != null && !confirmable) {
        throw unexpected(intent, "This PaymentIntent's " + fixed, "updated");
      }
    }
    intent.put("amount", params.amountOr("amount", Json.number(intent, "amount")));
    if (params.find("currency") != null) {
      intent.put("currency", Currencies.of(params));
    }
    Currencies.requireStep("amount", Json.number(intent, "amount"), Json.text(intent, "currency"));
    Metadata.setTexts(intent, params);
    Metadata.change(intent, params);
    ObjectNode method = methods.named(params);
    if (method != null) {
      intent.put("payment_method", Json.id(method));
    }
    boolean again = method != null || params.find("amount") != null;
    if (again && intent.hasNonNull("payment_method")) {
      intent.putNull("next_action");
      intent.put("status", IntentStatus.REQUIRES_CONFIRMATION.label());
    }
    documents.put(intent);
    IntentSearch.link(documents, intent);
    return intent;
  }

  private ObjectNode save(ObjectNode intent, IntentStatus status, String event) {
    documents.put(intent.put("status", status.label()));
    events.emit(event, intent);
    return intent;
  }

  private static StripeError unexpected(ObjectNode intent, String deed) {
    return unexpected(intent, "This PaymentIntent", deed);
  }

  private static StripeError unexpected(ObjectNode intent, String what, String deed) {
    String status = Json.text(intent, "status");
    String message = what + " could not be " + deed + " because it has a status of " + status + ".";
    return StripeError.refused("payment_intent_unexpected_state", message)
        .with("payment_intent", intent);
  }
}
