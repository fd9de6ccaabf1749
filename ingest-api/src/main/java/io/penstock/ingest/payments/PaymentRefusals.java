package io.penstock.ingest.payments;

import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the codes of failed payments and refused commands look in HTTP. */
public final class PaymentRefusals {
  private static final String OTHER_CONTENT = "id_already_used_with_different_";

  /** The payment is in a state that does not allow it, or left it while it was asked. */
  private static final Set<String> CONFLICTS =
      Set.of(
          "payment_not_capturable",
          "payment_not_cancellable",
          "payment_not_refundable",
          "authorization_expired",
          "cancelled_by_request");

  /** Our own rules; they refuse a card's payment as any other. */
  private static final Set<String> RULES =
      Set.of(
          "payer_not_found",
          "payer_required",
          "payer_and_merchant_must_be_different",
          "merchant_not_found",
          "currency_unknown",
          "currency_mismatch",
          "amount_must_be_positive",
          "amount_not_chargeable",
          "accounts_must_be_different",
          "token_required",
          "exceeds_authorized_amount",
          "refund_exceeds_captured",
          "overflow");

  /** Wrong whatever became of the payment: a command with such a fault used nothing up. */
  private static final Set<String> MALFORMED =
      Set.of(
          "amount_must_be_positive",
          "currency_unknown",
          "field_conflict",
          "field_malformed",
          "payer_required",
          "token_required",
          "command_malformed");

  private PaymentRefusals() {}

  /** Of a command that was refused. */
  static int ofCommand(String code) {
    return MALFORMED.contains(code) ? 400 : status(code, false);
  }

  /**
   * Of what a payment or refund failed with.
   *
   * @param byCard a PSP may have declined it, with any code of its own
   */
  static int status(String code, boolean byCard) {
    if (CONFLICTS.contains(code)) {
      return 409;
    }
    return switch (code) {
      case "payment_not_found" -> 404;
      case "psp_unavailable" -> 502;
      case "insufficient_funds", "fraud_rejected", "fraud_verdict_missing" -> 402;
      default -> byCard && !isRule(code) ? 402 : 422;
    };
  }

  private static boolean isRule(String code) {
    return RULES.contains(code)
        || code.startsWith(OTHER_CONTENT)
        || code.startsWith("debit_account_")
        || code.startsWith("credit_account_");
  }

  /** The member of a malformed command that is at fault, where there is one. */
  static @Nullable String fieldOf(String code, PaymentCommand command) {
    PaymentCreation asked = command.getCreation();
    return switch (code) {
      case "field_conflict" ->
          asked != null && asked.getUserId() != null && asked.getPayerAccountId() != null
              ? "user_id"
              : "payment_method.token";
      case "field_malformed" -> "payment_method.token";
      default -> field(code, command.getAction());
    };
  }

  /** The member at fault, where there is one. */
  static @Nullable String field(String code, PaymentAction action) {
    if (code.startsWith(OTHER_CONTENT)) {
      return code.substring(OTHER_CONTENT.length());
    }
    return switch (code) {
      case "payment_not_found", "payment_not_refundable" ->
          action == PaymentAction.REFUND ? "payment_id" : null;
      case "payer_required" -> "payer_account_id";
      case "merchant_not_found", "payer_and_merchant_must_be_different" -> "merchant_id";
      case "currency_unknown" -> "currency";
      case "token_required" -> "payment_method.token";
      case "amount_must_be_positive",
          "amount_not_chargeable",
          "exceeds_authorized_amount",
          "refund_exceeds_captured",
          "insufficient_funds" ->
          "amount";
      default -> null;
    };
  }
}
