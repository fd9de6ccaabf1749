package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import java.util.Locale;

/**
 * Why a payment, a refund or a command of theirs is refused or fails, where neither ledger nor PSP
 * says so. Public: they never change. A new payment is told the first that applies, in this order;
 * for the first six, which are wrong whoever the parties are, no payment is made.
 */
public enum PaymentCode {
  FIELD_CONFLICT,
  FIELD_MALFORMED,
  AMOUNT_MUST_BE_POSITIVE,
  CURRENCY_UNKNOWN,
  PAYER_REQUIRED,
  TOKEN_REQUIRED,
  MERCHANT_NOT_FOUND,
  PAYER_NOT_FOUND,
  PAYER_AND_MERCHANT_MUST_BE_DIFFERENT,
  AMOUNT_NOT_CHARGEABLE,

  FRAUD_REJECTED,
  FRAUD_VERDICT_MISSING,
  AUTHORIZATION_EXPIRED,
  CANCELLED_BY_REQUEST,

  PAYMENT_NOT_FOUND,
  PAYMENT_NOT_CAPTURABLE,
  PAYMENT_NOT_CANCELLABLE,
  PAYMENT_NOT_REFUNDABLE,
  EXCEEDS_AUTHORIZED_AMOUNT,
  REFUND_EXCEEDS_CAPTURED,
  TOO_MANY_REFUNDS,
  REFUND_TAKEN_BACK,
  CAPTURED_AT_PSP,
  COMPENSATION_REFUSED,
  CARD_NUMBER_REFUSED,
  ID_RESERVED,
  ID_MALFORMED,
  WRONG_KEY,
  COMMAND_MALFORMED,
  PSP_UNAVAILABLE;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The code as clients see it. */
  public String code() {
    return code;
  }

  Refusal because(String detail) {
    return new Refusal(code, detail);
  }
}
