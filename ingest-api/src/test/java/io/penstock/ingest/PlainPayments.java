package io.penstock.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the views answer about payments. A creation succeeds at once; a test says what becomes of
 * anything else.
 */
final class PlainPayments {
  private final Map<String, ObjectNode> answers = new HashMap<>();
  private final Map<String, String> prescribed = new HashMap<>();

  /** The next such commands of this payment are answered so. */
  synchronized void prescribe(String paymentId, PaymentAction action, String answer) {
    prescribed.put(paymentId + '#' + action, answer);
  }

  synchronized void take(PaymentCommand command) {
    String answer = prescribed.get(command.getPaymentId() + '#' + command.getAction());
    answers.put(
        Objects.requireNonNull(command.getRequestId()),
        answer == null ? succeeded(command) : ViewJson.parsed(answer));
  }

  synchronized @Nullable ObjectNode answer(@Nullable String requestId) {
    return answers.get(requestId);
  }

  private static ObjectNode succeeded(PaymentCommand command) {
    PaymentCreation creation = Objects.requireNonNull(command.getCreation(), "not prescribed");
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("at_rest", true);
    ObjectNode payment =
        answer
            .putObject("payment")
            .put("payment_id", command.getPaymentId())
            .put("status", "succeeded")
            .put("amount", creation.getAmountMinor())
            .put("amount_captured", creation.getAmountMinor())
            .put("currency", creation.getCurrency())
            .put("merchant_id", creation.getMerchantId())
            .put("capture", creation.getCapture().name().toLowerCase(Locale.ROOT));
    payment
        .putObject("payment_method")
        .put("type", creation.getFunding() == Funding.CARD ? "card" : "wallet");
    return answer;
  }
}
