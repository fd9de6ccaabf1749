package io.penstock.testkit;

import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A PSP that does what it is asked, once an idempotency key, unless the test says otherwise. What
 * it did can be asked of it, whatever it answered.
 */
public final class ScriptedPsp {

  /** How the PSP treats one call. */
  public enum Behaviour {
    /** Does it and says so. */
    OBEYS,
    /** Does it, and the answer is lost. */
    LOSES_THE_ANSWER,
    /** The call never arrives, and nobody knows. */
    LOSES_THE_CALL,
    /** Says no with {@code card_declined}. */
    DECLINES,
    /** Says that it will tell later. */
    TELLS_LATER,
    /** Cannot cancel, since somebody has captured the whole sum by hand. */
    WAS_CAPTURED_BY_HAND
  }

  private record Deed(PspRequest request, PspStatus status) {}

  private final Map<PspOperation, Deque<Behaviour>> script = new HashMap<>();
  private final Map<String, Deed> deeds = new LinkedHashMap<>();

  ScriptedPsp() {}

  /** The next call of an operation is treated so; the ones after it as planned after this. */
  public ScriptedPsp next(PspOperation operation, Behaviour behaviour) {
    script.computeIfAbsent(operation, _ -> new ArrayDeque<>()).add(behaviour);
    return this;
  }

  /** How often an operation was done for a payment, in money. */
  public List<Long> amounts(String paymentId, PspOperation operation) {
    return deeds.values().stream()
        .filter(deed -> deed.status() == PspStatus.SUCCEEDED)
        .map(Deed::request)
        .filter(r -> r.getPaymentId().equals(paymentId) && r.getOperation() == operation)
        .map(PspRequest::getAmountMinor)
        .toList();
  }

  /** What comes back for a request. */
  PspResult answer(PspRequest request, long nowMs) {
    if (request.getOperation() == PspOperation.LOOK_UP) {
      Deed deed = deeds.get(request.getIdempotencyKey());
      PspOperation operation = Objects.requireNonNull(request.getLookedUp(), "looked_up");
      return result(request, operation, deed == null ? PspStatus.NOT_FOUND : deed.status(), nowMs);
    }
    Deed earlier = deeds.get(request.getIdempotencyKey());
    if (earlier != null) {
      return result(request, request.getOperation(), earlier.status(), nowMs);
    }
    Deque<Behaviour> plan = script.getOrDefault(request.getOperation(), new ArrayDeque<>());
    return carryOut(request, plan.isEmpty() ? Behaviour.OBEYS : plan.remove(), nowMs);
  }

  private PspResult carryOut(PspRequest request, Behaviour behaviour, long nowMs) {
    PspOperation operation = request.getOperation();
    return switch (behaviour) {
      case OBEYS -> result(request, operation, done(request, PspStatus.SUCCEEDED), nowMs);
      case DECLINES -> result(request, operation, done(request, PspStatus.DECLINED), nowMs);
      case TELLS_LATER -> {
        var _ = done(request, PspStatus.SUCCEEDED);
        yield result(request, operation, PspStatus.PENDING, nowMs);
      }
      case LOSES_THE_ANSWER -> {
        var _ = done(request, PspStatus.SUCCEEDED);
        yield result(request, operation, PspStatus.UNKNOWN, nowMs);
      }
      case WAS_CAPTURED_BY_HAND ->
          PspResult.newBuilder(result(request, operation, PspStatus.FAILED, nowMs))
              .setCode("captured_at_psp")
              .setAmountMinor(request.getAmountMinor())
              .build();
      case LOSES_THE_CALL -> result(request, operation, PspStatus.UNKNOWN, nowMs);
    };
  }

  private PspStatus done(PspRequest request, PspStatus status) {
    deeds.put(request.getIdempotencyKey(), new Deed(request, status));
    return status;
  }

  /**
   * What the PSP would tell by a webhook of the latest call of an operation: not which card it was,
   * as Stripe's do not.
   */
  PspResult webhook(String paymentId, PspOperation operation, PspStatus status, long nowMs) {
    PspRequest request =
        deeds.values().stream()
            .map(Deed::request)
            .filter(r -> r.getPaymentId().equals(paymentId) && r.getOperation() == operation)
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError("the PSP was never asked to " + operation));
    return PspResult.newBuilder(result(request, operation, status, nowMs))
        .setRequestId(null)
        .setCardFingerprint(null)
        .setEventId("evt_" + request.getRequestId())
        .build();
  }

  private static PspResult result(
      PspRequest request, PspOperation operation, PspStatus status, long nowMs) {
    boolean known = status == PspStatus.SUCCEEDED || status == PspStatus.PENDING;
    String id = request.getPaymentId();
    return PspResult.newBuilder()
        .setPaymentId(id)
        .setRequestId(request.getRequestId())
        .setPsp(request.getPsp())
        .setOperation(operation)
        .setRefundId(request.getRefundId())
        .setStatus(status)
        .setCode(status == PspStatus.DECLINED ? "card_declined" : null)
        .setPspReference(known ? "pi_" + id : null)
        .setPspChargeReference(known ? "ch_" + id : null)
        .setPspRefundReference(known && request.getRefundId() != null ? "re_" + id : null)
        .setAmountMinor(known ? (Long) request.getAmountMinor() : null)
        .setCardFingerprint(
            known && operation == PspOperation.AUTHORIZE ? "fp_" + request.getToken() : null)
        .setOccurredAtMs(nowMs)
        .build();
  }
}
