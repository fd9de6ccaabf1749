package io.penstock.psp.simulator.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.cards.Decline;
import io.penstock.psp.simulator.cards.PaymentMethods;
import io.penstock.psp.simulator.cards.TestCard;
import io.penstock.psp.simulator.cards.TestCard.Trait;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Currencies;
import io.penstock.psp.simulator.wire.Json;
import io.penstock.psp.simulator.wire.Metadata;
import io.penstock.psp.simulator.wire.Params;
import io.penstock.psp.simulator.wire.StripeError;
import java.util.List;

/** Payment intents: created, confirmed, captured, cancelled, as Stripe's state machine has it. */
public final class Intents {
  private static final List<String> CANCELLATION_REASONS =
      List.of("duplicate", "fraudulent", "requested_by_customer", "abandoned");

  private final Documents documents;
  private final Events events;
  private final PaymentMethods methods;
  private final Charges charges;
  private final Disputes disputes;
  private final NextActions actions;

  public Intents(
      Documents documents,
      Events events,
      PaymentMethods methods,
      Charges charges,
      Disputes disputes,
      NextActions actions) {
    this.documents = documents;
    this.events = events;
    this.methods = methods;
    this.charges = charges;
    this.disputes = disputes;
    this.actions = actions;
  }

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

    ObjectNode intent = documents.create("pi", "payment_intent");
    String id = intent.get("id").textValue();
    intent.put("amount", amount);
    intent.put("amount_capturable", 0L);
    intent.put("amount_received", 0L);
    intent.putNull("canceled_at");
    intent.putNull("cancellation_reason");
    intent.put("capture_method", captureMethod);
    intent.put("client_secret", id + "_secret_simulator");
    intent.put("confirmation_method", "automatic");
    intent.put("currency", currency);
    intent.putNull("customer");
    intent.putNull("description");
    intent.putNull("last_payment_error");
    intent.putNull("latest_charge");
    intent.set("metadata", metadata);
    intent.putNull("next_action");
    intent.put("payment_method", method == null ? null : method.get("id").textValue());
    intent.set("payment_method_options", Json.object());
    intent.putArray("payment_method_types").add("card");
    intent.putNull("processing");
    intent.putNull("receipt_email");
    Metadata.setTexts(intent, params);
    IntentStatus status =
        method == null ? IntentStatus.REQUIRES_PAYMENT_METHOD : IntentStatus.REQUIRES_CONFIRMATION;
    save(intent, status);
    IntentSearch.link(documents, intent);
    events.emit("payment_intent.created", intent);
    return confirm ? charge(intent, params) : intent;
  }

  public ObjectNode read(String id) {
    return documents.read("pi", "payment_intent", "intent", id);
  }

  public ObjectNode confirm(String id, Params params) {
    ObjectNode intent = read(id);
    if (!IntentStatus.of(intent).isConfirmable()) {
      throw unexpected(intent, "confirmed");
    }
    ObjectNode method = methods.named(params);
    if (method != null) {
      intent.put("payment_method", method.get("id").textValue());
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
    ObjectNode method = documents.get(intent.get("payment_method").textValue());
    if (!PaymentMethods.cardOf(method).is(Trait.AUTHENTICATES)) {
      return settle(intent, method);
    }
    if (alone) {
      throw decline(intent, method, Decline.AUTHENTICATION_REQUIRED);
    }
    intent.set("next_action", action);
    save(intent, IntentStatus.REQUIRES_ACTION);
    events.emit("payment_intent.requires_action", intent);
    return intent;
  }

  /** What the card's holder does in the browser, where the intent requires it. */
  public ObjectNode authenticate(String id, boolean success) {
    ObjectNode intent = read(id);
    if (IntentStatus.of(intent) != IntentStatus.REQUIRES_ACTION) {
      throw unexpected(intent, "authenticated");
    }
    ObjectNode method = documents.get(intent.get("payment_method").textValue());
    try {
      if (!success) {
        throw decline(intent, method, Decline.AUTHENTICATION_FAILED);
      }
      return settle(intent, method);
    } catch (StripeError declined) {
      return read(id);
    }
  }

  private ObjectNode settle(ObjectNode intent, ObjectNode method) {
    TestCard card = PaymentMethods.cardOf(method);
    if (card.decline().isPresent()) {
      throw decline(intent, method, card.decline().get());
    }
    boolean manual = intent.get("capture_method").textValue().equals("manual");
    ObjectNode charge = charges.succeeded(intent, method, !manual);
    intent.put("latest_charge", charge.get("id").textValue());
    intent.putNull("last_payment_error");
    intent.putNull("next_action");
    long amount = intent.get("amount").longValue();
    intent.put(manual ? "amount_capturable" : "amount_received", amount);
    save(intent, manual ? IntentStatus.REQUIRES_CAPTURE : IntentStatus.SUCCEEDED);
    events.emit(
        manual ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded", intent);
    if (!manual) {
      disputes.raise(charge, card);
    }
    return intent;
  }

  private StripeError decline(ObjectNode intent, ObjectNode method, Decline why) {
    ObjectNode charge = charges.failed(intent, method, why);
    ObjectNode error = why.toError().put("charge", charge.get("id").textValue());
    ObjectNode remembered = error.deepCopy();
    remembered.set("payment_method", Json.visible(method));
    intent.set("last_payment_error", remembered);
    intent.put("latest_charge", charge.get("id").textValue());
    intent.putNull("next_action");
    intent.putNull("payment_method");
    save(intent, IntentStatus.REQUIRES_PAYMENT_METHOD);
    events.emit("payment_intent.payment_failed", intent);
    return StripeError.declined(error)
        .with("payment_intent", intent)
        .with("payment_method", method);
  }

  public ObjectNode capture(String id, Params params) {
    ObjectNode intent = read(id);
    if (!IntentStatus.of(intent).isCapturable()) {
      throw unexpected(intent, "captured");
    }
    long held = intent.get("amount_capturable").longValue();
    long amount = params.amountOr("amount_to_capture", held);
    Currencies.requireStep("amount_to_capture", amount, intent.get("currency").textValue());
    if (amount > held) {
      throw StripeError.refused(
              "amount_too_large",
              "The amount to capture " + amount + " is greater than the capturable " + held + ".")
          .with("param", "amount_to_capture")
          .with("payment_intent", intent);
    }
    ObjectNode charge = charges.capture(intent.get("latest_charge").textValue(), amount);
    intent.put("amount_capturable", 0L);
    intent.put("amount_received", amount);
    save(intent, IntentStatus.SUCCEEDED);
    events.emit("payment_intent.succeeded", intent);
    ObjectNode method = documents.get(charge.get("payment_method").textValue());
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
      charges.release(intent.get("latest_charge").textValue());
    }
    intent.put("amount_capturable", 0L);
    intent.put("canceled_at", documents.now().getEpochSecond());
    intent.put("cancellation_reason", reason.isEmpty() ? null : reason);
    intent.putNull("next_action");
    save(intent, IntentStatus.CANCELED);
    events.emit("payment_intent.canceled", intent);
    return intent;
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
    intent.put("amount", params.amountOr("amount", intent.get("amount").longValue()));
    if (params.find("currency") != null) {
      intent.put("currency", Currencies.of(params));
    }
    Currencies.requireStep(
        "amount", intent.get("amount").longValue(), intent.get("currency").textValue());
    Metadata.setTexts(intent, params);
    Metadata.change(intent, params);
    ObjectNode method = methods.named(params);
    if (method != null) {
      intent.put("payment_method", method.get("id").textValue());
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

  private void save(ObjectNode intent, IntentStatus status) {
    intent.put("status", status.label());
    documents.put(intent);
  }

  private static StripeError unexpected(ObjectNode intent, String deed) {
    return unexpected(intent, "This PaymentIntent", deed);
  }

  private static StripeError unexpected(ObjectNode intent, String what, String deed) {
    String status = intent.get("status").textValue();
    String message = what + " could not be " + deed + " because it has a status of " + status + ".";
    return StripeError.refused("payment_intent_unexpected_state", message)
        .with("payment_intent", intent);
  }
}
