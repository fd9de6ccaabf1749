package io.penstock.ingest.payments;

import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Fields;
import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.PaymentCreation;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a payment's JSON. */
public final class PaymentForm {

  /** Members of a new payment. */
  public static final Set<String> FIELDS =
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

  private PaymentForm() {}

  static PaymentCreation creation(Fields body) {
    Fields method = body.object("payment_method").only(Set.of("type", "token"));
    return PaymentCreation.newBuilder()
        .setPayerAccountId(body.idOrNull("payer_account_id"))
        .setUserId(body.idOrNull("user_id"))
        .setMerchantId(body.id("merchant_id"))
        .setAmountMinor(body.amount("amount"))
        .setCurrency(body.text("currency", MAX_CURRENCY))
        .setFunding(method.choice("type", FUNDINGS))
        .setToken(method.stringOrNull("token"))
        .setCapture(body.choice("capture", CAPTURES, CaptureMode.AUTOMATIC))
        .setCheckoutId(body.idOrNull("checkout_id"))
        .setMetadata(body.notes("metadata"))
        .build();
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
