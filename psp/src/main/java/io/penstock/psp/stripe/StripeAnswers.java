package io.penstock.psp.stripe;

import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeError;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.schemas.PspStatus;
import org.jspecify.annotations.Nullable;

/** Reads from a payment intent or a refund how the call stands that it is the result of. */
final class StripeAnswers {
  /** A cancel that came too late: what was captured is the answer's amount. */
  private static final String CAPTURED = "captured_at_psp";

  private StripeAnswers() {}

  static PspAnswer ofAuthorization(PaymentIntent intent) {
    return switch (intent.getStatus()) {
      case "requires_capture", "succeeded" ->
          of(intent, PspStatus.SUCCEEDED, minor(intent, intent.getAmount()), null);
      case "processing" -> of(intent, PspStatus.PENDING, minor(intent, intent.getAmount()), null);
      // A customer would have to act, who is not here any more.
      case "requires_action" ->
          why(intent, PspStatus.DECLINED, "authentication_required", "The card asks for its owner");
      case "requires_payment_method" -> declined(intent);
      case "canceled" ->
          why(intent, PspStatus.DECLINED, "authorization_expired", "Cancelled at the PSP");
      default -> why(intent, PspStatus.NOT_FOUND, null, "Not confirmed");
    };
  }

  static PspAnswer ofCapture(PaymentIntent intent) {
    return switch (intent.getStatus()) {
      case "succeeded" ->
          of(intent, PspStatus.SUCCEEDED, minor(intent, intent.getAmountReceived()), fee(intent));
      case "processing" -> of(intent, PspStatus.PENDING, null, null);
      case "requires_capture" -> why(intent, PspStatus.NOT_FOUND, null, "Not captured");
      default ->
          why(
              intent,
              PspStatus.FAILED,
              "psp_rejected_request",
              "The payment is " + intent.getStatus());
    };
  }

  static PspAnswer ofCancel(PaymentIntent intent) {
    return switch (intent.getStatus()) {
      case "canceled" -> of(intent, PspStatus.SUCCEEDED, null, null);
      // By hand, or by a capture of ours whose answer was lost: the sum is what was charged.
      case "succeeded" -> captured(intent);
      default -> why(intent, PspStatus.NOT_FOUND, null, "Not cancelled");
    };
  }

  private static PspAnswer captured(PaymentIntent intent) {
    return new PspAnswer(
        PspStatus.FAILED,
        CAPTURED,
        "The payment is captured",
        intent.getId(),
        intent.getLatestCharge(),
        null,
        minor(intent, intent.getAmountReceived()),
        fee(intent),
        fingerprint(intent));
  }

  static PspAnswer ofRefund(Refund refund) {
    return switch (refund.getStatus()) {
      case "succeeded" -> of(refund, PspStatus.SUCCEEDED, null);
      case "failed" -> of(refund, PspStatus.FAILED, failureOf(refund));
      case "canceled" -> of(refund, PspStatus.FAILED, "refund_cancelled");
      default -> of(refund, PspStatus.PENDING, null);
    };
  }

  private static PspAnswer declined(PaymentIntent intent) {
    StripeError error = intent.getLastPaymentError();
    if (error == null) {
      return why(intent, PspStatus.NOT_FOUND, null, "Not confirmed");
    }
    return why(
        intent,
        PspStatus.DECLINED,
        StripeErrors.declineCode(error.getDeclineCode(), error.getCode()),
        error.getMessage());
  }

  private static PspAnswer of(
      PaymentIntent intent, PspStatus status, @Nullable Long amount, @Nullable Long fee) {
    return new PspAnswer(
        status,
        null,
        null,
        intent.getId(),
        intent.getLatestCharge(),
        null,
        amount,
        fee,
        fingerprint(intent));
  }

  private static PspAnswer why(
      PaymentIntent intent, PspStatus status, @Nullable String code, @Nullable String detail) {
    return PspAnswer.of(status, code, detail).about(intent.getId());
  }

  private static PspAnswer of(Refund refund, PspStatus status, @Nullable String code) {
    String detail = code == null ? null : "The refund is " + refund.getStatus();
    return new PspAnswer(
        status,
        code,
        detail,
        refund.getPaymentIntent(),
        refund.getCharge(),
        refund.getId(),
        StripeAmounts.minor(refund.getAmount(), refund.getCurrency()),
        null,
        null);
  }

  private static String failureOf(Refund refund) {
    String reason = refund.getFailureReason();
    return reason == null || reason.equals("unknown") ? "refund_failed" : reason;
  }

  private static long minor(PaymentIntent intent, long amount) {
    return StripeAmounts.minor(amount, intent.getCurrency());
  }

  /**
   * The charge's balance transaction, where it was asked for and exists already, says the fee. One
   * of another currency is no part of what was captured: it is known once it is settled.
   */
  private static @Nullable Long fee(PaymentIntent intent) {
    Charge charge = intent.getLatestChargeObject();
    BalanceTransaction booked = charge == null ? null : charge.getBalanceTransactionObject();
    return booked == null || !booked.getCurrency().equals(intent.getCurrency())
        ? null
        : (Long) StripeAmounts.minor(booked.getFee(), booked.getCurrency());
  }

  private static @Nullable String fingerprint(PaymentIntent intent) {
    Charge charge = intent.getLatestChargeObject();
    Charge.PaymentMethodDetails details = charge == null ? null : charge.getPaymentMethodDetails();
    return details == null || details.getCard() == null ? null : details.getCard().getFingerprint();
  }
}
