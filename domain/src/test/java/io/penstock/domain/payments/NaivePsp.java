package io.penstock.domain.payments;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A PSP and a bad line to it: each key is carried out once, but calls and answers get lost, come
 * late or twice, and some outcomes are told by a webhook only.
 */
final class NaivePsp {
  /** So many attempts may go wrong; then the line is good. */
  private static final int BAD_ATTEMPTS = 6;

  private static final int SLOWEST_MS = 3_000;
  private static final int SLOWEST_WEBHOOK_MS = 20_000;

  private final Map<String, Done> done = new HashMap<>();
  private final Agenda agenda;
  private final Random random;
  private final Losses losses;
  private final Consumer<PspResult> told;
  private @Nullable PspRequest authorization;
  private boolean authorized;
  private boolean cancelled;
  private int captures;
  private long captured;
  private long refunded;
  private long capturedByHand;

  private record Done(PspStatus status, @Nullable String code) {}

  NaivePsp(Agenda agenda, Random random, Losses losses, Consumer<PspResult> told) {
    this.agenda = agenda;
    this.random = random;
    this.losses = losses;
    this.told = told;
  }

  int captures() {
    return captures;
  }

  /** What it owes us. */
  long net() {
    return captured - refunded;
  }

  /** Whether a card's money is blocked and nobody is going to take it. */
  boolean keepsAnAuthorization() {
    return authorized && !cancelled && captures == 0;
  }

  /**
   * Somebody captures what is authorised, or a part of it, at the PSP.
   *
   * @param told whether the webhook of it ever comes
   */
  void captureByHand(long amountMinor, boolean told) {
    PspRequest request = authorization;
    if (request == null || !keepsAnAuthorization()) {
      return;
    }
    captures++;
    captured += amountMinor;
    capturedByHand = amountMinor;
    if (told) {
      PspRequest capture = PspRequest.newBuilder(request).setAmountMinor(amountMinor).build();
      webhook(capture, PspOperation.CAPTURE, new Done(PspStatus.SUCCEEDED, null));
    }
  }

  /** What was captured by hand, in minor units; 0: nothing. */
  long capturedByHand() {
    return capturedByHand;
  }

  void request(PspRequest request) {
    if (!losses.next()) {
      agenda.in(delay(), () -> call(request));
    }
  }

  /** As a card's bank does when an authorisation gets too old. */
  private void cancelByItself(PspRequest authorization) {
    if (keepsAnAuthorization()) {
      cancelled = true;
      webhook(authorization, PspOperation.CANCEL, new Done(PspStatus.SUCCEEDED, null));
    }
  }

  private void call(PspRequest request) {
    int fate = request.getAttempt() > BAD_ATTEMPTS ? 99 : random.nextInt(100);
    if (fate < 10) {
      answer(request, new Done(PspStatus.UNKNOWN, null));
    } else if (fate < 20) {
      answer(request, new Done(PspStatus.UNKNOWN, null));
      agenda.in(random.nextInt(SLOWEST_WEBHOOK_MS), () -> carryOut(request));
    } else if (fate < 25) {
      answer(request, new Done(PspStatus.FAILED, "psp_unavailable"));
    } else if (fate < 28) {
      answer(request, new Done(PspStatus.FAILED, "psp_unavailable"));
      agenda.in(random.nextInt(SLOWEST_WEBHOOK_MS), () -> carryOut(request));
    } else {
      Done outcome = carryOut(request);
      answer(request, fate < 38 ? new Done(PspStatus.UNKNOWN, null) : outcome);
      if (fate < 48) {
        answer(request, carryOut(request));
      }
    }
  }

  private Done carryOut(PspRequest request) {
    Done before = done.get(request.getIdempotencyKey());
    if (request.getOperation() == PspOperation.LOOK_UP) {
      return before == null ? lookUp(request) : before;
    }
    if (before != null) {
      return before;
    }
    Done outcome = first(request);
    done.put(request.getIdempotencyKey(), outcome);
    switch (outcome.status()) {
      case PENDING ->
          agenda.in(random.nextInt(600_000), () -> decide(request, random.nextInt(3) > 0));
      case SUCCEEDED -> {
        webhook(request, request.getOperation(), outcome);
        if (request.getOperation() == PspOperation.REFUND && random.nextInt(8) == 0) {
          agenda.in(random.nextInt(SLOWEST_WEBHOOK_MS), () -> takeBack(request));
        }
      }
      case DECLINED, FAILED -> webhook(request, request.getOperation(), outcome);
      case UNKNOWN, NOT_FOUND -> throw new IllegalStateException("no outcome: " + outcome);
    }
    return outcome;
  }

  /** How the payment stands is found, whoever brought it there. */
  private Done lookUp(PspRequest request) {
    PspOperation operation = request.getLookedUp();
    if (capturedByHand > 0 && operation == PspOperation.CAPTURE) {
      return new Done(PspStatus.SUCCEEDED, null);
    }
    return capturedByHand > 0 && operation == PspOperation.CANCEL
        ? new Done(PspStatus.FAILED, RefusalCode.CAPTURED_AT_PSP.code())
        : new Done(PspStatus.NOT_FOUND, null);
  }

  private Done first(PspRequest request) {
    boolean declines = random.nextInt(8) == 0;
    return switch (request.getOperation()) {
      case AUTHORIZE -> authorize(request, declines);
      case CAPTURE -> capture(request, declines);
      case CANCEL -> cancel();
      case REFUND -> refund(request, declines);
      case LOOK_UP -> throw new IllegalStateException("looked up above");
    };
  }

  private Done authorize(PspRequest request, boolean declines) {
    if (declines) {
      return new Done(PspStatus.DECLINED, "card_declined");
    }
    if (random.nextInt(8) == 0) {
      return new Done(PspStatus.PENDING, null);
    }
    authorized = true;
    authorization = request;
    if (random.nextInt(10) == 0) {
      agenda.in(random.nextInt(SLOWEST_WEBHOOK_MS), () -> cancelByItself(request));
    }
    return new Done(PspStatus.SUCCEEDED, null);
  }

  private Done capture(PspRequest request, boolean declines) {
    if (capturedByHand > 0) {
      return new Done(PspStatus.SUCCEEDED, null);
    }
    if (!keepsAnAuthorization() || declines) {
      return new Done(PspStatus.FAILED, "psp_error");
    }
    captures++;
    captured += request.getAmountMinor();
    return new Done(PspStatus.SUCCEEDED, null);
  }

  private Done cancel() {
    if (captures > 0) {
      return new Done(PspStatus.FAILED, RefusalCode.CAPTURED_AT_PSP.code());
    }
    cancelled = true;
    return new Done(PspStatus.SUCCEEDED, null);
  }

  private Done refund(PspRequest request, boolean declines) {
    if (declines || refunded + request.getAmountMinor() > captured) {
      return new Done(PspStatus.DECLINED, "refund_failed");
    }
    refunded += request.getAmountMinor();
    return new Done(random.nextInt(4) == 0 ? PspStatus.PENDING : PspStatus.SUCCEEDED, null);
  }

  /** What was pending is decided, and only a webhook or a look-up tells. */
  private void decide(PspRequest request, boolean succeeds) {
    boolean isRefund = request.getOperation() == PspOperation.REFUND;
    if (isRefund && !succeeds) {
      refunded -= request.getAmountMinor();
    } else if (!isRefund && succeeds) {
      authorized = true;
      authorization = request;
    }
    Done outcome =
        succeeds
            ? new Done(PspStatus.SUCCEEDED, null)
            : new Done(PspStatus.DECLINED, "card_declined");
    done.put(request.getIdempotencyKey(), outcome);
    webhook(request, request.getOperation(), outcome);
  }

  private void takeBack(PspRequest request) {
    Done outcome = new Done(PspStatus.FAILED, "expired_or_canceled_card");
    refunded -= request.getAmountMinor();
    done.put(request.getIdempotencyKey(), outcome);
    webhook(request, request.getOperation(), outcome);
  }

  private void answer(PspRequest request, Done outcome) {
    PspOperation operation =
        request.getLookedUp() == null ? request.getOperation() : request.getLookedUp();
    tell(delay(), request, operation, request.getRequestId(), outcome);
  }

  private void webhook(PspRequest request, PspOperation operation, Done outcome) {
    for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
      tell(random.nextInt(SLOWEST_WEBHOOK_MS), request, operation, null, outcome);
    }
  }

  private void tell(
      long delayMs,
      PspRequest request,
      PspOperation operation,
      @Nullable String requestId,
      Done outcome) {
    boolean isCharge = RefusalCode.CAPTURED_AT_PSP.code().equals(outcome.code());
    boolean known = outcome.status() == PspStatus.SUCCEEDED || isCharge;
    boolean byHand = capturedByHand > 0 && (isCharge || operation == PspOperation.CAPTURE);
    PspResult result =
        PspResult.newBuilder()
            .setPaymentId(request.getPaymentId())
            .setRequestId(requestId)
            .setPsp(request.getPsp())
            .setOperation(operation)
            .setRefundId(request.getRefundId())
            .setStatus(outcome.status())
            .setCode(outcome.code())
            .setPspReference(known ? "pi_1" : null)
            .setAmountMinor(
                known ? (Long) (byHand ? capturedByHand : request.getAmountMinor()) : null)
            .setCardFingerprint(known ? "card-1" : null)
            .setOccurredAtMs(agenda.nowMs())
            .build();
    if (requestId == null || !losses.next()) {
      agenda.in(delayMs, () -> told.accept(result));
    }
  }

  private long delay() {
    return random.nextInt(SLOWEST_MS);
  }
}
