package io.penstock.ingest.payments;

import static java.util.Map.entry;

import io.penstock.domain.FailureCode;
import io.penstock.domain.FailureCode.ForeignCode;
import io.penstock.domain.FailureCode.OtherContent;
import io.penstock.domain.RefusalCode;
import io.penstock.ingest.commands.Refusals;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How failed payments look in HTTP, and which member of a command is at fault. */
final class PaymentRefusals {
  private static final String TOKEN = "payment_method.token";
  private static final Map<RefusalCode, String> FIELDS =
      Map.ofEntries(
          entry(RefusalCode.PAYER_REQUIRED, "payer_account_id"),
          entry(RefusalCode.MERCHANT_NOT_FOUND, "merchant_id"),
          entry(RefusalCode.PAYER_AND_MERCHANT_MUST_BE_DIFFERENT, "merchant_id"),
          entry(RefusalCode.CURRENCY_UNKNOWN, "currency"),
          entry(RefusalCode.TOKEN_REQUIRED, TOKEN),
          entry(RefusalCode.AMOUNT_MUST_BE_POSITIVE, "amount"),
          entry(RefusalCode.AMOUNT_NOT_CHARGEABLE, "amount"),
          entry(RefusalCode.EXCEEDS_AUTHORIZED_AMOUNT, "amount"),
          entry(RefusalCode.REFUND_EXCEEDS_CAPTURED, "amount"),
          entry(RefusalCode.INSUFFICIENT_FUNDS, "amount"));

  /** Members of a refund, whose payment stands in the body and not in the path. */
  private static final Map<RefusalCode, String> FIELDS_OF_REFUNDS =
      Map.of(
          RefusalCode.PAYMENT_NOT_FOUND, "payment_id",
          RefusalCode.PAYMENT_NOT_REFUNDABLE, "payment_id");

  private PaymentRefusals() {}

  /**
   * The status of what a payment or refund failed with. Nothing of it is malformed: the door took
   * it.
   *
   * @param byCard a PSP may have declined it, with any code of its own
   */
  static int ofFailure(FailureCode code, boolean byCard) {
    int declined = byCard ? 402 : 422;
    return switch (code) {
      case RefusalCode own ->
          switch (own.kind()) {
            case MALFORMED -> 422;
            case AT_PSP -> declined;
            case NOT_FOUND, CONFLICT, DECLINED, RULE, UNAVAILABLE -> Refusals.status(own);
          };
      case OtherContent _ -> 422;
      case ForeignCode _ -> declined;
    };
  }

  /** The member of a malformed command that is at fault, where there is one. */
  static @Nullable String fieldOf(FailureCode code, PaymentCommand command) {
    PaymentCreation asked = command.getCreation();
    if (code == RefusalCode.FIELD_CONFLICT) {
      boolean twoPayers =
          asked != null && asked.getUserId() != null && asked.getPayerAccountId() != null;
      return twoPayers ? "user_id" : TOKEN;
    }
    return code == RefusalCode.FIELD_MALFORMED ? TOKEN : field(code, command.getAction());
  }

  /** The member at fault, where there is one. */
  static @Nullable String field(FailureCode code, PaymentAction action) {
    return switch (code) {
      case RefusalCode own ->
          action == PaymentAction.REFUND && FIELDS_OF_REFUNDS.containsKey(own)
              ? FIELDS_OF_REFUNDS.get(own)
              : FIELDS.get(own);
      case OtherContent other -> other.field();
      case ForeignCode _ -> null;
    };
  }
}
