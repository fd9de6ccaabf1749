package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cards in use: a payment method is made of a test token whenever a payment names one. */
public record PaymentMethods(Documents documents) {
  private static final String TOKEN = "payment_method_data[card][token]";

  /** The payment method that a call names, or null if it names none. */
  @Nullable ObjectNode named(Params params) {
    String method = params.find("payment_method");
    if (method != null) {
      return resolve("PaymentMethod", "payment_method", method);
    }
    String token = params.find(TOKEN);
    return token == null ? null : resolve("token", TOKEN, token);
  }

  /** Makes one of a test token, which is all that cards come from here. */
  public ObjectNode create(Params params) {
    params.oneOf("type", "card", List.of("card"));
    return resolve("token", "card[token]", params.text("card[token]"));
  }

  /** The test card behind a payment method. */
  static TestCard cardOf(ObjectNode method) {
    return TestCards.of(Json.text(method, "_token")).orElseThrow();
  }

  private ObjectNode resolve(String kind, String param, String id) {
    Optional<TestCard> card = TestCards.of(id);
    if (card.isPresent()) {
      ObjectNode made = documents.create(ObjectType.PAYMENT_METHOD).put("_token", id);
      card.get().describe((ObjectNode) made.get("card"));
      documents.put(made);
      return made;
    }
    ObjectNode known = ObjectType.PAYMENT_METHOD.isOf(id) ? documents.find(id) : null;
    if (known == null) {
      throw StripeError.unknownToken(kind, param, id);
    }
    return known;
  }
}
