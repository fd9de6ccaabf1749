package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Json;
import org.jspecify.annotations.Nullable;

/**
 * Why a card is declined, in the words that Stripe publishes for its test cards.
 *
 * @param declineCode what the bank said, where Stripe publishes it
 * @param blocked whether fraud screening stopped it before any bank saw it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Decline(String code, @Nullable String declineCode, String message, boolean blocked) {
  /** The error as a call, and the intent's {@code last_payment_error}, give it. */
  ObjectNode toError() {
    ObjectNode error = Json.object().put("code", code);
    if (declineCode != null) {
      error.put("decline_code", declineCode);
    }
    error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
    return error.put("message", message).put("type", "card_error");
  }
}
