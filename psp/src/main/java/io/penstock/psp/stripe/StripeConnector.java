package io.penstock.psp.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import com.stripe.param.PaymentIntentCreateParams.PaymentMethodData;
import com.stripe.param.RefundCreateParams;
import com.stripe.service.V1Services;
import io.penstock.psp.connector.ForgedWebhookException;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspConnector;
import io.penstock.psp.connector.PspRefusedException;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.connector.SettlementPage;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Calls Stripe: a payment is a payment intent with manual capture that names our payment. */
public final class StripeConnector implements PspConnector {
  /** The PSP's name. */
  public static final String NAME = "stripe";

  private static final String CHARGE = "latest_charge";
  private static final String BOOKED_CHARGE = "latest_charge.balance_transaction";
  private static final String LEGACY_TOKEN = "tok_";

  private final StripeHttp http;
  private final V1Services stripe;
  private final StripeLookUps lookUps;
  private final StripeSettlements settlements;
  private final StripeWebhooks webhooks;

  /** Connects to nothing yet. */
  public StripeConnector(StripeSettings settings) {
    http = new StripeHttp(settings.connectTimeout(), settings.readTimeout());
    stripe =
        StripeClient.builder()
            .setApiKey(settings.apiKey())
            .setApiBase(settings.baseUrl())
            .setHttpClient(http)
            // What may be repeated is decided elsewhere, with our own keys.
            .setMaxNetworkRetries(0)
            .build()
            .v1();
    lookUps = new StripeLookUps(stripe);
    settlements = new StripeSettlements(stripe);
    webhooks = new StripeWebhooks(settings.webhookSecret());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PspAnswer authorize(PspRequest request, String idempotencyKey)
      throws PspUnreachableException {
    String token = request.getToken();
    if (token == null) {
      return PspAnswer.of(PspStatus.FAILED, "psp_rejected_request", "No token");
    }
    OptionalLong amount = StripeAmounts.of(request);
    if (amount.isEmpty()) {
      return notChargeable(request);
    }
    var call =
        PaymentIntentCreateParams.builder()
            .setAmount(amount.getAsLong())
            .setCurrency(request.getCurrency().toLowerCase(Locale.ROOT))
            .setConfirm(true)
            .setCaptureMethod(CaptureMethod.MANUAL)
            .addPaymentMethodType("card")
            .putMetadata(OurReferences.PAYMENT_ID, request.getPaymentId())
            .addExpand(CHARGE);
    if (token.startsWith(LEGACY_TOKEN)) {
      call.setPaymentMethodData(
          PaymentMethodData.builder()
              // The client's builder knows neither.
              .putExtraParam("type", "card")
              .putExtraParam("card", Map.of("token", token))
              .build());
    } else {
      call.setPaymentMethod(token);
    }
    try {
      return StripeAnswers.ofAuthorization(
          stripe.paymentIntents().create(call.build(), with(idempotencyKey)));
    } catch (StripeException e) {
      return withoutToken(StripeErrors.answer(e), token);
    }
  }

  @Override
  public PspAnswer capture(PspRequest request, String idempotencyKey)
      throws PspUnreachableException {
    OptionalLong amount = StripeAmounts.of(request);
    if (amount.isEmpty()) {
      return notChargeable(request);
    }
    var call =
        PaymentIntentCaptureParams.builder()
            .setAmountToCapture(amount.getAsLong())
            .addExpand(BOOKED_CHARGE)
            .build();
    return onPayment(
        request,
        intent ->
            StripeAnswers.ofCapture(
                stripe.paymentIntents().capture(intent, call, with(idempotencyKey))));
  }

  @Override
  public PspAnswer cancel(PspRequest request, String idempotencyKey)
      throws PspUnreachableException {
    var call = PaymentIntentCancelParams.builder().build();
    return onPayment(
        request,
        intent ->
            StripeAnswers.ofCancel(
                stripe.paymentIntents().cancel(intent, call, with(idempotencyKey))));
  }

  @Override
  public PspAnswer refund(PspRequest request, String idempotencyKey)
      throws PspUnreachableException {
    OptionalLong amount = StripeAmounts.of(request);
    if (amount.isEmpty()) {
      return notChargeable(request);
    }
    String refundId = Objects.requireNonNullElse(request.getRefundId(), "");
    return onPayment(
        request,
        intent ->
            StripeAnswers.ofRefund(
                stripe
                    .refunds()
                    .create(
                        RefundCreateParams.builder()
                            .setPaymentIntent(intent)
                            .setAmount(amount.getAsLong())
                            .putMetadata(OurReferences.PAYMENT_ID, request.getPaymentId())
                            .putMetadata(OurReferences.REFUND_ID, refundId)
                            .build(),
                        with(idempotencyKey))));
  }

  /** A look-up that fails has found out nothing; what it was to look up is as unknown as before. */
  @Override
  public PspAnswer lookUp(PspRequest request) throws PspUnreachableException {
    try {
      return lookUps.lookUp(request);
    } catch (StripeException e) {
      PspAnswer answer = StripeErrors.answer(e);
      return PspAnswer.of(PspStatus.UNKNOWN, answer.code(), answer.detail());
    }
  }

  @Override
  public SettlementPage settlementLines(Instant from, Instant to, @Nullable String cursor)
      throws PspUnreachableException, PspRefusedException {
    try {
      return settlements.page(from, to, cursor);
    } catch (StripeException e) {
      String words = "no settlement lines: " + StripeErrors.words(e);
      if (StripeErrors.answer(e).status() == PspStatus.UNKNOWN) {
        throw new PspUnreachableException(words, e);
      }
      throw new PspRefusedException(words, e);
    }
  }

  @Override
  public Optional<PspResult> webhook(byte[] body, @Nullable String signature)
      throws ForgedWebhookException {
    return webhooks.read(body, signature);
  }

  @Override
  public String signatureHeader() {
    return "Stripe-Signature";
  }

  @Override
  public void close() {
    http.close();
  }

  /** The flow refuses such an amount before anything moves; here it is not even sent. */
  private static PspAnswer notChargeable(PspRequest request) {
    return PspAnswer.of(
        PspStatus.FAILED,
        "amount_not_chargeable",
        "Stripe has no " + request.getAmountMinor() + " minor units of " + request.getCurrency());
  }

  private interface Call {
    PspAnswer on(String intent) throws StripeException;
  }

  private PspAnswer onPayment(PspRequest request, Call call) throws PspUnreachableException {
    String intent = request.getPspReference();
    if (intent == null) {
      return PspAnswer.of(PspStatus.FAILED, "psp_rejected_request", "No reference of the payment");
    }
    try {
      return call.on(intent);
    } catch (StripeException e) {
      return StripeErrors.isUnexpectedState(e)
          ? alreadyThere(request, StripeErrors.answer(e))
          : StripeErrors.answer(e).about(intent);
    }
  }

  /**
   * A step that was made long ago, so that Stripe has forgotten its key, is refused when it is made
   * again, though it did succeed.
   */
  private PspAnswer alreadyThere(PspRequest request, PspAnswer refusal)
      throws PspUnreachableException {
    PspOperation operation = request.getOperation();
    try {
      Optional<PaymentIntent> intent = lookUps.find(request);
      PspAnswer found =
          intent.isEmpty() ? refusal : lookUps.state(operation, intent.get(), request);
      return found.status() == PspStatus.NOT_FOUND ? refusal : found;
    } catch (StripeException e) {
      return PspAnswer.of(PspStatus.UNKNOWN, null, StripeErrors.words(e));
    }
  }

  /** Stripe's words may repeat what it was given. */
  private static PspAnswer withoutToken(PspAnswer answer, String token) {
    String detail = answer.detail();
    return detail == null || !detail.contains(token)
        ? answer
        : PspAnswer.of(answer.status(), answer.code(), detail.replace(token, "(token)"))
            .about(answer.pspReference());
  }

  private static RequestOptions with(String idempotencyKey) {
    return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
  }
}
