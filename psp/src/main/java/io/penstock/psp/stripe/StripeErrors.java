package io.penstock.psp.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.schemas.PspStatus;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What an error of Stripe's means for the call: nothing happened, or nobody knows. */
final class StripeErrors {
  /** Stripe's answer to a step that the payment's state does not allow, such as a second one. */
  static final String UNEXPECTED_STATE = "payment_intent_unexpected_state";

  private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");

  private StripeErrors() {}

  /**
   * @throws PspUnreachableException if the call was certainly not carried out and may be repeated
   */
  static PspAnswer answer(StripeException e) throws PspUnreachableException {
    return switch (e) {
      case ApiConnectionException _ -> connectionFailed(e);
      case RateLimitException _ -> throw new PspUnreachableException("too many requests", e);
      case CardException card -> declined(card);
      // The key was used for another request: what became of that one must be looked up.
      case IdempotencyException _ -> PspAnswer.of(PspStatus.UNKNOWN, null, words(e));
      case InvalidRequestException _ ->
          PspAnswer.of(PspStatus.FAILED, "psp_rejected_request", words(e));
      case AuthenticationException _ ->
          PspAnswer.of(PspStatus.FAILED, "psp_not_configured", words(e));
      // HTTP 5xx, 409 for a key whose first request still runs, an answer that is no JSON.
      default -> PspAnswer.of(PspStatus.UNKNOWN, null, words(e));
    };
  }

  /** Whether the payment stood otherwise than the call needs it. */
  static boolean isUnexpectedState(StripeException e) {
    return e instanceof InvalidRequestException && UNEXPECTED_STATE.equals(e.getCode());
  }

  /** As a code of ours: Stripe's own, which are snake_case too, but for a few. */
  static String declineCode(@Nullable String declineCode, @Nullable String code) {
    String told = declineCode != null ? declineCode : code;
    if (told == null || !CODE.matcher(told).matches()) {
      return "card_declined";
    }
    return switch (told) {
      case "generic_decline" -> "card_declined";
      case "authentication_not_handled", "payment_intent_authentication_failure" ->
          "authentication_required";
      default -> told;
    };
  }

  private static PspAnswer declined(CardException e) {
    StripeError error = e.getStripeError();
    PaymentIntent intent = error == null ? null : error.getPaymentIntent();
    return PspAnswer.of(PspStatus.DECLINED, declineCode(e.getDeclineCode(), e.getCode()), words(e))
        .about(intent == null ? null : intent.getId());
  }

  private static PspAnswer connectionFailed(StripeException e) throws PspUnreachableException {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (isBeforeSending(cause)) {
        throw new PspUnreachableException("no connection: " + cause, e);
      }
    }
    return PspAnswer.of(PspStatus.UNKNOWN, null, words(e));
  }

  private static boolean isBeforeSending(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof HttpConnectTimeoutException
        || cause instanceof UnknownHostException
        || cause instanceof SSLHandshakeException;
  }

  static @Nullable String words(StripeException e) {
    String told = e.getUserMessage();
    return told != null ? told : e.getMessage();
  }
}
