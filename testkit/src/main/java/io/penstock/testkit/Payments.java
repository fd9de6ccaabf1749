package io.penstock.testkit;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payment commands that read as one says them, in USD. All amounts are minor units. */
public final class Payments {

  private Payments() {}

  /** A payment from a wallet, named by its account. */
  public static Creation wallet(String paymentId, String payerAccountId) {
    return new Creation(paymentId, Funding.WALLET, payerAccountId, null);
  }

  /** A payment by card, given the PSP's token. */
  public static Creation card(String paymentId, String token) {
    return new Creation(paymentId, Funding.CARD, null, token);
  }

  /** Captures an authorised payment; null: all of it. */
  public static PaymentCommand capture(String paymentId, @Nullable Long amountMinor) {
    return command(paymentId, PaymentAction.CAPTURE).setAmountMinor(amountMinor).build();
  }

  public static PaymentCommand cancel(String paymentId) {
    return command(paymentId, PaymentAction.CANCEL).build();
  }

  /** Refunds a payment; null: all that is left. */
  public static PaymentCommand refund(
      String paymentId, String refundId, @Nullable Long amountMinor) {
    return command(paymentId, PaymentAction.REFUND)
        .setRefundId(refundId)
        .setAmountMinor(amountMinor)
        .setReason("goods returned")
        .build();
  }

  private static PaymentCommand.Builder command(String paymentId, PaymentAction action) {
    return PaymentCommand.newBuilder()
        .setPaymentId(paymentId)
        .setAction(action)
        .setRequestId(paymentId + "-" + action);
  }

  /** A new payment, in the words of its parts. */
  public static final class Creation {
    private final String paymentId;
    private final PaymentCreation.Builder asked;

    private Creation(
        String paymentId, Funding funding, @Nullable String payer, @Nullable String token) {
      this.paymentId = paymentId;
      this.asked =
          PaymentCreation.newBuilder()
              .setFunding(funding)
              .setPayerAccountId(payer)
              .setToken(token)
              .setCurrency("USD")
              .setCapture(CaptureMode.AUTOMATIC)
              .setMetadata(Map.of());
    }

    /** Whom it pays, and how much. */
    public Creation pays(String merchantId, long amountMinor) {
      asked.setMerchantId(merchantId).setAmountMinor(amountMinor);
      return this;
    }

    /** It is captured by a command only. */
    public Creation capturedLater() {
      asked.setCapture(CaptureMode.MANUAL);
      return this;
    }

    /** The payer by its owner, in place of an account. */
    public Creation ofUser(String userId) {
      asked.setPayerAccountId(null).setUserId(userId);
      return this;
    }

    public Creation in(String currency) {
      asked.setCurrency(currency);
      return this;
    }

    public PaymentCommand build() {
      return command(paymentId, PaymentAction.CREATE).setCreation(asked.build()).build();
    }
  }
}
