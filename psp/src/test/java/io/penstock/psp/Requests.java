package io.penstock.psp;

import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.Records;
import org.jspecify.annotations.Nullable;

/** Requests as the payments topology writes them. */
final class Requests {
  static {
    Records.prepare();
  }

  private Requests() {}

  static PspRequest authorize(String paymentId, String token, long amount) {
    return of(paymentId, PspOperation.AUTHORIZE, amount, null).setToken(token).build();
  }

  static PspRequest capture(String paymentId, @Nullable String intent, long amount) {
    return of(paymentId, PspOperation.CAPTURE, amount, intent).build();
  }

  static PspRequest cancel(String paymentId, @Nullable String intent) {
    return of(paymentId, PspOperation.CANCEL, 0, intent).build();
  }

  static PspRequest refund(
      String paymentId, String refundId, @Nullable String intent, long amount) {
    return of(paymentId, PspOperation.REFUND, amount, intent)
        .setRefundId(refundId)
        .setRequestId(refundId + "::request")
        .setIdempotencyKey(refundId)
        .build();
  }

  /** Looks a request up by our reference alone. */
  static PspRequest lookUp(PspRequest lost) {
    return PspRequest.newBuilder(lost)
        .setRequestId(lost.getRequestId() + "::look-up")
        .setOperation(PspOperation.LOOK_UP)
        .setLookedUp(lost.getOperation())
        .setToken(null)
        .build();
  }

  static PspRequest.Builder of(
      String paymentId, PspOperation operation, long amount, @Nullable String intent) {
    return PspRequest.newBuilder()
        .setRequestId(paymentId + "::" + operation)
        .setPaymentId(paymentId)
        .setPsp("stripe")
        .setOperation(operation)
        .setAmountMinor(amount)
        .setCurrency("USD")
        .setPspReference(intent)
        .setIdempotencyKey(paymentId + "-" + operation)
        .setAttempt(1)
        .setRequestedAtMs(System.currentTimeMillis());
  }
}
