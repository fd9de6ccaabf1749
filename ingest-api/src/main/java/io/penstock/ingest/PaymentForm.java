package io.penstock.ingest;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.PaymentCreation;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a payment's JSON. */
final class PaymentForm {

  /** Members of a new payment. */
  static final Set<String> FIELDS =
      Set.of(
          "payment_id",
          "user_id",
          "payer_account_id",
          "merchant_id",
          "amount",
          "currency",
          "payment_method",
          "capture",
          "checkout_id",
          "metadata");

  private static final Map<String, Funding> FUNDINGS =
      Map.of("wallet", Funding.WALLET, "card", Funding.CARD);
  private static final Map<String, CaptureMode> CAPTURES =
      Map.of("automatic", CaptureMode.AUTOMATIC, "manual", CaptureMode.MANUAL);

  private static final int MAX_CURRENCY = 16;
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,255}");

  private PaymentForm() {}

  static PaymentCreation creation(Fields body) {
    if (body.has("user_id") && body.has("payer_account_id")) {
      throw Problems.malformed(
          "field_conflict", body.path("user_id"), "Give either user_id or payer_account_id.");
    }
    Fields method = body.object("payment_method").only(Set.of("type", "token"));
    requirePayer(body, method);
    return PaymentCreation.newBuilder()
        .setPayerAccountId(body.idOrNull("payer_account_id"))
        .setUserId(body.idOrNull("user_id"))
        .setMerchantId(body.id("merchant_id"))
        .setAmountMinor(body.amount("amount"))
        .setCurrency(body.text("currency", MAX_CURRENCY))
        .setFunding(method.choice("type", FUNDINGS))
        .setToken(token(method))
        .setCapture(body.choice("capture", CAPTURES, CaptureMode.AUTOMATIC))
        .setCheckoutId(body.idOrNull("checkout_id"))
        .setMetadata(body.notes("metadata"))
        .build();
  }

  private static void requirePayer(Fields body, Fields method) {
    switch (method.choice("type", FUNDINGS)) {
      case WALLET -> {
        if (!body.has("user_id") && !body.has("payer_account_id")) {
          throw Problems.malformed(
              "payer_required",
              body.path("payer_account_id"),
              "A wallet payment needs user_id or payer_account_id.");
        }
      }
      case CARD -> {
        if (!method.has("token")) {
          throw Problems.malformed(
              "token_required",
              method.path("token"),
              "A card payment needs the PSP's token of the card.");
        }
      }
    }
  }

  private static @Nullable String token(Fields method) {
    String token = method.stringOrNull("token");
    if (token == null) {
      return null;
    }
    if (method.choice("type", FUNDINGS) == Funding.WALLET) {
      throw Problems.malformed("field_conflict", method.path("token"), "Only a card has a token.");
    }
    if (!TOKEN.matcher(token).matches()) {
      throw Problems.malformed(
          "field_malformed",
          method.path("token"),
          "A token has 1 to 255 printable ASCII characters and no space.");
    }
    return token;
  }

  /** The payment id in a body; null where it is left out. */
  static @Nullable String idOrNull(Fields body) {
    String id = body.idOrNull("payment_id");
    if (id != null && !Ids.isPaymentId(id)) {
      throw Problems.malformed(
          "id_malformed",
          body.path("payment_id"),
          "A payment's id has at most " + Ids.MAX_PAYMENT_LENGTH + " characters.");
    }
    return id;
  }
}
