package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Changes of what is there already: notes at any time, an amount until it is charged. */
final class Updates {
  private static final List<String> TEXTS =
      List.of(
          "description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix");

  private final Documents documents;
  private final Events events;
  private final PaymentMethods methods;
  private final Intents intents;
  private final Charges charges;
  private final Refunds refunds;

  Updates(
      Documents documents,
      Events events,
      PaymentMethods methods,
      Intents intents,
      Charges charges,
      Refunds refunds) {
    this.documents = documents;
    this.events = events;
    this.methods = methods;
    this.intents = intents;
    this.charges = charges;
    this.refunds = refunds;
  }

  ObjectNode intent(String id, Params params) {
    ObjectNode intent = intents.read(id);
    for (String fixed : List.of("amount", "currency", "payment_method")) {
      if (params.find(fixed) != null && !IntentStatus.of(intent).isConfirmable()) {
        throw tooLate(intent, fixed);
      }
    }
    intent.put("amount", params.amountOr("amount", intent.get("amount").longValue()));
    if (params.find("currency") != null) {
      intent.put("currency", Currencies.of(params));
    }
    CurrencyRules.require(
        "amount", intent.get("amount").longValue(), intent.get("currency").textValue());
    setTexts(intent, params);
    intent.set("metadata", Metadata.changed((ObjectNode) intent.get("metadata"), params));
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

  private static StripeError tooLate(ObjectNode intent, String property) {
    return StripeError.refused(
            "payment_intent_unexpected_state",
            "This PaymentIntent's "
                + property
                + " could not be updated because it has a status of "
                + intent.get("status").textValue()
                + ".")
        .with("payment_intent", intent);
  }

  /** Sets what a call says; what it says is empty becomes null. */
  static void setTexts(ObjectNode object, Params params) {
    for (String name : TEXTS) {
      if (params.values().containsKey(name)) {
        object.put(name, params.find(name));
      }
    }
  }

  ObjectNode charge(String id, Params params) {
    ObjectNode charge = charges.read(id);
    setTexts(charge, params);
    note(charge, params);
    events.emit("charge.updated", charge);
    return charge;
  }

  ObjectNode refund(String id, Params params) {
    ObjectNode refund = refunds.read(id);
    note(refund, params);
    events.emit("refund.updated", refund);
    events.emit("charge.refund.updated", refund);
    return refund;
  }

  private void note(ObjectNode object, Params params) {
    object.set("metadata", Metadata.changed((ObjectNode) object.get("metadata"), params));
    documents.put(object);
  }
}
