package io.penstock.ingest.payments;

import static io.penstock.ingest.requests.Member.optional;
import static io.penstock.ingest.requests.Member.required;

import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.PaymentCreation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies of the calls about payments. */
public final class PaymentForm {
  private static final int MAX_REASON = 256;

  private static final Member<Funding> TYPE = required("type", Kind.choice(Funding.class, null));
  private static final Member<String> TOKEN =
      optional(
              "token",
              Kind.STRING.shownAs("{\"type\": \"string\", \"pattern\": \"^[!-~]{1,255}$\"}"))
          .describedAs("Of a card only, which needs it (token_required); never given back.");
  public static final Form METHOD =
      Form.of("PaymentMethod", TYPE, TOKEN)
          .describedAs(
              "A card is named by the token of the PSP's hosted fields, never by its number.");

  private static final Member<String> NEW_ID =
      optional("payment_id", Kind.PAYMENT_ID.then(PaymentForm::possible));
  private static final Member<String> USER_ID =
      optional("user_id", Kind.ID)
          .describedAs(
              "The payer as an owner: the wallet that this owner opened first in the currency.");
  private static final Member<String> PAYER_ACCOUNT_ID =
      optional("payer_account_id", Kind.ID).describedAs("The account that pays.");
  private static final Member<String> MERCHANT_ID =
      required("merchant_id", Kind.ID)
          .describedAs(
              "Who is paid: the owner of a merchant account in the currency, or else of a wallet.");
  private static final Member<Long> PRICE = required("amount", Kind.AMOUNT);
  private static final Member<String> CURRENCY = required("currency", Kind.CURRENCY);
  private static final Member<Fields> PAYMENT_METHOD =
      required("payment_method", Kind.object(METHOD));
  private static final Member<CaptureMode> CAPTURE_MODE =
      optional("capture", Kind.choice(CaptureMode.class, CaptureMode.AUTOMATIC))
          .describedAs("manual: authorised only, until POST /payments/{id}/capture.");
  private static final Member<String> CHECKOUT_ID =
      optional("checkout_id", Kind.ID).describedAs("The checkout that it is part of.");
  private static final Member<Map<String, String>> METADATA = optional("metadata", Kind.NOTES);

  public static final Form CREATE =
      Form.ofBody(
              "CreatePayment",
              NEW_ID,
              USER_ID,
              PAYER_ACCOUNT_ID,
              MERCHANT_ID,
              PRICE,
              CURRENCY,
              PAYMENT_METHOD,
              CAPTURE_MODE,
              CHECKOUT_ID,
              METADATA)
          .describedAs(
              "Either user_id or payer_account_id: a wallet payment needs one of them"
                  + " (payer_required), a card needs neither. Without payment_id the id follows"
                  + " from the idempotency key.");

  static final Member<String> PAYMENT_ID = required("payment_id", Kind.PAYMENT_ID);
  static final Member<String> REFUND_ID = optional("refund_id", Kind.ID);
  static final Member<Long> AMOUNT = optional("amount", Kind.AMOUNT);
  static final Member<String> REASON =
      optional("reason", Kind.text(MAX_REASON)).describedAs("Why, for people.");

  public static final Form CAPTURE =
      Form.ofBody("CapturePayment", AMOUNT)
          .describedAs(
              "Without an amount all that was authorised is captured; the rest of a smaller one is"
                  + " released.");
  public static final Form CANCEL = Form.ofBody("CancelPayment", REASON);
  public static final Form REFUND =
      Form.ofBody("CreateRefund", PAYMENT_ID, REFUND_ID, AMOUNT, REASON)
          .describedAs(
              "Without an amount all that is left is refunded. Without refund_id the id follows"
                  + " from the idempotency key.");

  private PaymentForm() {}

  static PaymentCreation creation(Fields body) {
    Fields method = body.get(PAYMENT_METHOD).known();
    return PaymentCreation.newBuilder()
        .setPayerAccountId(body.find(PAYER_ACCOUNT_ID))
        .setUserId(body.find(USER_ID))
        .setMerchantId(body.get(MERCHANT_ID))
        .setAmountMinor(body.get(PRICE))
        .setCurrency(body.get(CURRENCY))
        .setFunding(method.get(TYPE))
        .setToken(method.find(TOKEN))
        .setCapture(body.find(CAPTURE_MODE, CaptureMode.AUTOMATIC))
        .setCheckoutId(body.find(CHECKOUT_ID))
        .setMetadata(body.find(METADATA, Map.of()))
        .build();
  }

  /** The payment id in a body; null where it is left out. */
  static @Nullable String idOrNull(Fields body) {
    return body.find(NEW_ID);
  }

  private static String possible(String id, String place) {
    if (!Ids.isPaymentId(id)) {
      throw Problems.malformed(
          "id_malformed",
          place,
          "A payment's id has at most " + Ids.MAX_PAYMENT_LENGTH + " characters.");
    }
    return id;
  }
}
