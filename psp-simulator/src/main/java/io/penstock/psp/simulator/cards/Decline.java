package io.penstock.psp.simulator.cards;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.wire.Json;
import java.util.Optional;

/**
 * Why a card is declined, in the words that Stripe publishes for its test cards.
 *
 * @param declineCode what the bank said, where Stripe publishes it
 * @param blocked whether fraud screening stopped it before any bank saw it
 */
public record Decline(String code, Optional<String> declineCode, String message, boolean blocked) {
  static final Decline GENERIC = byBank("generic_decline", "Your card was declined.");
  static final Decline INSUFFICIENT_FUNDS =
      byBank("insufficient_funds", "Your card has insufficient funds.");
  static final Decline LOST_CARD = byBank("lost_card", "Your card was declined.");
  static final Decline STOLEN_CARD = byBank("stolen_card", "Your card was declined.");
  static final Decline FRAUDULENT = byBank("fraudulent", "Your card was declined.");
  static final Decline VELOCITY =
      byBank(
          "card_velocity_exceeded",
          "Your card was declined for making repeated attempts too frequently or exceeding its"
              + " amount limit.");
  static final Decline EXPIRED = of("expired_card", "Your card has expired.");
  static final Decline INCORRECT_CVC =
      of("incorrect_cvc", "Your card's security code is incorrect.");
  static final Decline PROCESSING_ERROR =
      of(
          "processing_error",
          "An error occurred while processing your card. Try again in a little bit.");
  static final Decline BLOCKED =
      new Decline("card_declined", Optional.of("fraudulent"), "Your card was declined.", true);
  public static final Decline AUTHENTICATION_REQUIRED =
      new Decline(
          "authentication_required",
          Optional.of("authentication_required"),
          "Your card was declined. This transaction requires authentication.",
          false);
  public static final Decline AUTHENTICATION_FAILED =
      of(
          "payment_intent_authentication_failure",
          "The provided PaymentMethod has failed authentication.");

  private static Decline byBank(String declineCode, String message) {
    return new Decline("card_declined", Optional.of(declineCode), message, false);
  }

  private static Decline of(String code, String message) {
    return new Decline(code, Optional.empty(), message, false);
  }

  /** The error as a call, and the intent's {@code last_payment_error}, give it. */
  public ObjectNode toError() {
    ObjectNode error = Json.object();
    error.put("code", code);
    declineCode.ifPresent(said -> error.put("decline_code", said));
    error.put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
    error.put("message", message);
    error.put("type", "card_error");
    return error;
  }
}
