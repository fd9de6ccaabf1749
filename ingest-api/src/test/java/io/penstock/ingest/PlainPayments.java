package io.penstock.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the views answer about payments: a creation succeeds at once, and nothing else is known,
 * unless a test says otherwise.
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
        ViewJson.parsed(answer == null ? usual(command) : answer));
  }

  synchronized @Nullable ObjectNode answer(@Nullable String requestId) {
    return answers.get(requestId);
  }

  private static String usual(PaymentCommand command) {
    PaymentCreation creation = command.getCreation();
    return creation == null
        ? "{\"at_rest\": true, \"code\": \"payment_not_found\"}"
        : succeeded(command.getPaymentId(), creation);
  }

  private static String succeeded(String paymentId, PaymentCreation creation) {
    return """
    {"at_rest": true, "payment": {"payment_id": "%s", "status": "succeeded", "amount": %d,
     "currency": "%s", "merchant_id": "%s"}}\
    """
        .formatted(
            paymentId, creation.getAmountMinor(), creation.getCurrency(), creation.getMerchantId());
  }
}
