package io.penstock.psp.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.stripe.exception.EventDataObjectDeserializationException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.model.EventDataObjectDeserializer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeObject;
import com.stripe.net.Webhook;
import io.penstock.psp.connector.ForgedWebhookException;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads Stripe's events. */
final class StripeWebhooks {
  private static final Logger log = LoggerFactory.getLogger(StripeWebhooks.class);

  /** How old a signature may be; Stripe's client would take 0 for "of any age". */
  private static final long TOLERANCE_SECONDS = Duration.ofMinutes(5).toSeconds();

  private final String secret;

  StripeWebhooks(String secret) {
    this.secret = secret;
  }

  /**
   * What an event tells; empty where it is none of our business, or signed but without the members
   * of an event: Stripe would only send the same again.
   */
  Optional<PspResult> read(byte[] body, @Nullable String signature) throws ForgedWebhookException {
    String payload = new String(body, UTF_8);
    requireSigned(payload, signature);
    try {
      // It reads first and verifies then, which is why it comes second here.
      Event event = Webhook.constructEvent(payload, signature, secret, TOLERANCE_SECONDS);
      return event == null || event.getType() == null ? Optional.empty() : read(event);
    } catch (SignatureVerificationException e) {
      throw new ForgedWebhookException("The signature is wrong or too old.");
    } catch (RuntimeException e) {
      log.warn("a signed webhook is no event that can be read", e);
      return Optional.empty();
    }
  }

  /** Before anything of it is looked at; a signature that cannot be read is a wrong one. */
  private void requireSigned(String payload, @Nullable String signature)
      throws ForgedWebhookException {
    if (signature == null) {
      throw new ForgedWebhookException("The header Stripe-Signature is missing.");
    }
    try {
      if (Webhook.Signature.verifyHeader(payload, signature, secret, TOLERANCE_SECONDS)) {
        return;
      }
    } catch (SignatureVerificationException | RuntimeException e) {
      log.debug("a webhook that is not signed", e);
    }
    throw new ForgedWebhookException("The signature is wrong or too old.");
  }

  private static Optional<PspResult> read(Event event) {
    return switch (event.getType()) {
      case "payment_intent.amount_capturable_updated", "payment_intent.payment_failed" ->
          ofPayment(event, PspOperation.AUTHORIZE);
      case "payment_intent.succeeded" -> ofPayment(event, PspOperation.CAPTURE);
      case "payment_intent.canceled" -> ofPayment(event, PspOperation.CANCEL);
      case "refund.created", "refund.updated", "charge.refund.updated", "refund.failed" ->
          ofRefund(event);
      default -> Optional.empty();
    };
  }

  private static Optional<PspResult> ofPayment(Event event, PspOperation operation) {
    if (!(subject(event) instanceof PaymentIntent intent)) {
      return Optional.empty();
    }
    PspAnswer answer =
        switch (operation) {
          case AUTHORIZE -> StripeAnswers.ofAuthorization(intent);
          case CAPTURE -> StripeAnswers.ofCapture(intent);
          case CANCEL -> StripeAnswers.ofCancel(intent);
          case REFUND, LOOK_UP -> throw new IllegalArgumentException(operation.name());
        };
    // After a soft decline we try again ourselves, so it says nothing yet.
    return answer.isSoftDecline()
        ? Optional.empty()
        : told(event, answer, operation, intent.getMetadata());
  }

  private static Optional<PspResult> ofRefund(Event event) {
    return subject(event) instanceof Refund refund
            && OurReferences.refundId(refund.getMetadata()) != null
        ? told(event, StripeAnswers.ofRefund(refund), PspOperation.REFUND, refund.getMetadata())
        : Optional.empty();
  }

  private static Optional<PspResult> told(
      Event event,
      PspAnswer answer,
      PspOperation operation,
      @Nullable Map<String, String> metadata) {
    String paymentId = OurReferences.paymentId(metadata);
    if (paymentId == null || answer.status() == PspStatus.NOT_FOUND) {
      return Optional.empty();
    }
    Instant at = Instant.ofEpochSecond(event.getCreated());
    return Optional.of(
        answer
            .result(paymentId, StripeConnector.NAME, operation, at)
            .setRefundId(OurReferences.refundId(metadata))
            .setEventId(event.getId())
            .build());
  }

  /** Also of an event whose version of the API is another than the client's. */
  private static @Nullable StripeObject subject(Event event) {
    EventDataObjectDeserializer data = event.getDataObjectDeserializer();
    try {
      return data.getObject().isPresent() ? data.getObject().get() : data.deserializeUnsafe();
    } catch (EventDataObjectDeserializationException | RuntimeException e) {
      log.warn("event {} of type {} has an unknown shape", event.getId(), event.getType(), e);
      return null;
    }
  }
}
