package io.penstock.psp.simulator.cards;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.wire.Json;
import io.penstock.psp.simulator.wire.Params;
import io.penstock.psp.simulator.wire.StripeError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cards in use: a payment method is made of a test token whenever a payment names one. */
public final class PaymentMethods {
  private final Documents documents;

  public PaymentMethods(Documents documents) {
    this.documents = documents;
  }

  /** The payment method that a call names, or null if it names none. */
  public @Nullable ObjectNode named(Params params) {
    String method = params.find("payment_method");
    if (method != null) {
      return resolve("PaymentMethod", "payment_method", method);
    }
    String token = params.find("payment_method_data[card][token]");
    if (token != null) {
      return resolve("token", "payment_method_data[card][token]", token);
    }
    return null;
  }

  /** Makes one of a test token, which is all that cards come from here. */
  public ObjectNode create(Params params) {
    params.oneOf("type", "card", List.of("card"));
    return resolve("token", "card[token]", params.text("card[token]"));
  }

  public ObjectNode read(String id) {
    ObjectNode known = documents.find(id);
    if (known != null) {
      return known;
    }
    return TestCards.of(id)
        .map(card -> describe(Json.object().put("id", id), id, card))
        .orElseThrow(() -> StripeError.unknown("PaymentMethod", "payment_method", id));
  }

  /** The test card behind a payment method. */
  public static TestCard cardOf(ObjectNode method) {
    return TestCards.of(method.get("_token").textValue()).orElseThrow();
  }

  private ObjectNode resolve(String kind, String param, String id) {
    Optional<TestCard> card = TestCards.of(id);
    if (card.isPresent()) {
      ObjectNode made = describe(documents.create("pm", "payment_method"), id, card.get());
      documents.put(made);
      return made;
    }
    ObjectNode known = id.startsWith("pm_") ? documents.find(id) : null;
    if (known == null) {
      throw StripeError.unknownToken(kind, param, id);
    }
    return known;
  }

  private static ObjectNode describe(ObjectNode method, String token, TestCard card) {
    method.put("object", "payment_method");
    method.put("_token", token);
    method.set("billing_details", Json.object());
    method.set("card", card.toJson());
    method.putNull("customer");
    method.set("metadata", Json.object());
    method.put("type", "card");
    return method;
  }
}
