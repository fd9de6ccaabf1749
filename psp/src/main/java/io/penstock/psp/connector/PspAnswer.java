package io.penstock.psp.connector;

import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a PSP said of one call; see {@link PspResult} for the members.
 *
 * @param amountMinor the sum that was authorised, captured or refunded, in minor units
 * @param feeMinor what the PSP kept, in minor units
 */
public record PspAnswer(
    PspStatus status,
    @Nullable String code,
    @Nullable String detail,
    @Nullable String pspReference,
    @Nullable String chargeReference,
    @Nullable String refundReference,
    @Nullable Long amountMinor,
    @Nullable Long feeMinor,
    @Nullable String cardFingerprint) {

  /** Declines after which the same card may do a moment later. */
  private static final Set<String> SOFT =
      Set.of("processing_error", "try_again_later", "reenter_transaction", "issuer_not_available");

  /** An answer without anything but its status and why. */
  public static PspAnswer of(PspStatus status, @Nullable String code, @Nullable String detail) {
    return new PspAnswer(status, code, detail, null, null, null, null, null, null);
  }

  /** The same about a payment that the PSP has a name for. */
  public PspAnswer about(@Nullable String reference) {
    return new PspAnswer(
        status,
        code,
        detail,
        reference,
        chargeReference,
        refundReference,
        amountMinor,
        feeMinor,
        cardFingerprint);
  }

  /** Whether a further attempt, with a key of its own, may end otherwise. */
  public boolean isSoftDecline() {
    return status == PspStatus.DECLINED && code != null && SOFT.contains(code);
  }

  /** As the record that answers a request. */
  public PspResult to(PspRequest request, Instant at) {
    PspOperation operation = operationOf(request);
    return result(request.getPaymentId(), request.getPsp(), operation, at)
        .setRequestId(request.getRequestId())
        .setRefundId(request.getRefundId())
        .build();
  }

  /** As a record that nobody asked for. */
  public PspResult.Builder result(
      String paymentId, String psp, PspOperation operation, Instant at) {
    return PspResult.newBuilder()
        .setPaymentId(paymentId)
        .setPsp(psp)
        .setOperation(operation)
        .setStatus(status)
        .setCode(code)
        .setDetail(detail)
        .setPspReference(pspReference)
        .setPspChargeReference(chargeReference)
        .setPspRefundReference(refundReference)
        .setAmountMinor(amountMinor)
        .setFeeMinor(feeMinor)
        .setCardFingerprint(cardFingerprint)
        .setOccurredAtMs(at.toEpochMilli());
  }

  /** When a call was made first, in milliseconds: a look-up may be days younger than its call. */
  public static long calledAtMs(PspRequest request) {
    Long calledAtMs = request.getCalledAtMs();
    return calledAtMs == null
        ? request.getRequestedAtMs()
        : Math.min(calledAtMs, request.getRequestedAtMs());
  }

  /** The operation that a request is about: a look-up's is the one that it looks up. */
  static PspOperation operationOf(PspRequest request) {
    PspOperation lookedUp = request.getLookedUp();
    return request.getOperation() == PspOperation.LOOK_UP && lookedUp != null
        ? lookedUp
        : request.getOperation();
  }
}
